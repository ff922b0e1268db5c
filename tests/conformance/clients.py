"""The official Python clients, unchanged, against the simulator: an upload, an edit in both of their ways, a
failure, a status sequence. Only addresses are set. Usage: clients.py SIMULATOR_ADDRESS PICTURE"""

import struct
import sys
import zlib

SIMULATOR, PICTURE = sys.argv[1].rstrip("/"), sys.argv[2]
ENDPOINT = "openai/gpt-image-2/edit"
NEWER_ENDPOINT = "openai/gpt-image-2.5/flare/edit"


def check(holds, what):
    if not holds:
        raise SystemExit(f"python: {what}")


def queue_client(module, name, queue, run, storage, has_cdn):
    """The two queue clients have one shape."""
    module.QUEUE_URL_FORMAT = f"{SIMULATOR}/__h/{queue}/"
    module.RUN_URL_FORMAT = f"{SIMULATOR}/__h/{run}/"
    module.REST_URL = f"{SIMULATOR}/__h/{storage}"
    if has_cdn:
        module.CDN_URL = f"{SIMULATOR}/__h/v3.fal.media"
    client = module.SyncClient(key="sim-ok")
    address = client.upload_file(PICTURE)
    check(address.startswith("http"), f"{name} gave no address for an upload")
    fields = {"prompt": "make it blue", "image_urls": [address], "num_images": 1}
    handle = client.submit(ENDPOINT, fields)
    seen = [type(event).__name__ for event in handle.iter_events(with_logs=True, interval=0.02)]
    check(seen[0] in ("Queued", "InProgress") and seen[-1] == "Completed", f"{name} saw {seen}")
    for result in (handle.get(), client.run(ENDPOINT, fields)):
        pictures = result["output"] if name == "modelrunner_ai" else [image["url"] for image in result["images"]]
        check(len(pictures) == 1 and pictures[0].startswith("http"), f"{name} got {result}")
    if name == "fal_client":
        newer = {**fields, "quality": "max", "background": "transparent", "image_size": {"width": 1280, "height": 720}}
        result = client.subscribe(NEWER_ENDPOINT, newer)
        check(len(result["images"]) == 1, f"{name} got {result} of a newer model")
    failing = module.SyncClient(key="sim-422")
    try:
        failing.subscribe(ENDPOINT, fields)
    except Exception as error:  # each client has its own types, and the failure is what counts
        check("422" in str(error) or "safety" in str(error) or "could not finish" in str(error), f"{name} failed with {error!r}")
    else:
        check(False, f"{name} took a failure for a success")
    print(f"{name}: upload, edit, edit that waits, failure, status {'-'.join(dict.fromkeys(seen))}")


def drawn_layer():
    """A transparent PNG of the picture's size with one square drawn on it."""
    with open(PICTURE, "rb") as picture:
        width, height = struct.unpack(">II", picture.read(24)[16:24])
    drawn = lambda x, y: b"\xff\xd0\x00\xff" if 8 <= x < 24 and 8 <= y < 24 else bytes(4)
    rows = b"".join(b"\0" + b"".join(drawn(x, y) for x in range(width)) for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def newer_model(client):
    """gpt-image-2.5 with what only it takes, and the refusals of the model before it."""
    import base64

    import openai

    asked = {"prompt": "x", "quality": "max", "background": "transparent", "size": "1024x1024"}
    layer = ("markup.png", drawn_layer(), "image/png")
    with open(PICTURE, "rb") as picture:
        answer = client.images.edit(image=picture, model="gpt-image-2.5-flare", markup=layer, **asked)
    check(answer.usage.output_tokens == 7024, f"openai was told of {answer.usage}")
    picture = base64.b64decode(answer.data[0].b64_json)
    check(picture[25] == 6, "openai got a picture without alpha")
    for model, more, param in (
        ("gpt-image-2", {"quality": "max"}, "quality"),
        ("gpt-image-2", {"background": "transparent"}, "background"),
        ("gpt-image-2", {"markup": layer}, "markup"),
        ("gpt-image-2.5-flare", {"markup": layer, "mask": layer}, "markup"),
        ("gpt-image-2.5-flare", {"background": "transparent", "output_format": "jpeg"}, "background"),
    ):
        try:
            with open(PICTURE, "rb") as picture:
                client.images.edit(image=picture, model=model, prompt="x", size="1024x1024", **more)
        except openai.BadRequestError as error:
            check(error.param == param, f"openai was refused {error.param} for {more.keys()}")
        else:
            check(False, f"openai was not refused {more.keys()} with {model}")
    print("openai: a drawn layer, the highest quality, a transparent result, refusals")


def images_client():
    import openai

    client = openai.OpenAI(api_key="sim-ok", base_url=f"{SIMULATOR}/v1", max_retries=0)
    with open(PICTURE, "rb") as picture:
        answer = client.images.edit(image=picture, prompt="make it blue", model="gpt-image-2", size="auto")
    check(answer.data[0].b64_json and answer.usage.output_tokens > 0, "openai got no picture")
    with open(PICTURE, "rb") as one, open(PICTURE, "rb") as two:
        kinds = [
            event.type
            for event in client.images.edit(
                image=[one, two], prompt="x", model="gpt-image-2", size="auto", stream=True, partial_images=2
            )
        ]
    check(kinds == ["image_edit.partial_image"] * 2 + ["image_edit.completed"], f"openai heard {kinds}")
    try:
        with open(PICTURE, "rb") as picture:
            openai.OpenAI(api_key="sim-422", base_url=f"{SIMULATOR}/v1", max_retries=0).images.edit(
                image=picture, prompt="x", model="gpt-image-2", size="auto"
            )
    except openai.BadRequestError as error:
        check(error.code == "moderation_blocked", f"openai failed with {error!r}")
    else:
        check(False, "openai took a failure for a success")
    print("openai: upload, edit, stream, failure")
    newer_model(client)


def main():
    import fal_client.client
    import modelrunner_ai.client

    queue_client(modelrunner_ai.client, "modelrunner_ai", "queue.modelrunner.run", "modelrunner.run", "modelrunner.run", False)
    queue_client(fal_client.client, "fal_client", "queue.fal.run", "fal.run", "rest.fal.ai", True)
    images_client()


main()
