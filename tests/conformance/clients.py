"""The official Python clients, unchanged, against the simulator: an upload, an edit in both of their ways, a
failure, a status sequence. Only addresses are set. Usage: clients.py SIMULATOR_ADDRESS PICTURE"""

import sys

SIMULATOR, PICTURE = sys.argv[1].rstrip("/"), sys.argv[2]
ENDPOINT = "openai/gpt-image-2/edit"


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
    failing = module.SyncClient(key="sim-422")
    try:
        failing.subscribe(ENDPOINT, fields)
    except Exception as error:  # each client has its own types, and the failure is what counts
        check("422" in str(error) or "safety" in str(error) or "could not finish" in str(error), f"{name} failed with {error!r}")
    else:
        check(False, f"{name} took a failure for a success")
    print(f"{name}: upload, edit, edit that waits, failure, status {'-'.join(dict.fromkeys(seen))}")


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


def main():
    import fal_client.client
    import modelrunner_ai.client

    queue_client(modelrunner_ai.client, "modelrunner_ai", "queue.modelrunner.run", "modelrunner.run", "modelrunner.run", False)
    queue_client(fal_client.client, "fal_client", "queue.fal.run", "fal.run", "rest.fal.ai", True)
    images_client()


main()
