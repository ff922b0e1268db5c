// Finds things in the page by role and accessible name. It runs in the page, so it names nothing outside of itself.

/** A name to look for: as it stands, or a pattern. */
export type Name = string | { readonly pattern: string };

/** What is looked for. */
export interface Query {
  readonly role: string;
  readonly name?: Name;
  /** Only inside of this. */
  readonly within?: Query;
  /** Text that it must hold. */
  readonly text?: Name;
  /** Which of several, from 0. */
  readonly index?: number;
}

/** What is known of the elements that were found. */
export interface Found {
  readonly count: number;
  /** The first one's name and text. */
  readonly name: string;
  readonly text: string;
  readonly value: string;
  readonly description: string;
  readonly isChecked: boolean;
  readonly isPressed: boolean;
  readonly isEnabled: boolean;
  readonly isFocused: boolean;
  /** A point on it that is not covered by anything else, in CSS pixels; `null` where there is none. */
  readonly point: readonly [number, number] | null;
  readonly box: readonly [left: number, top: number, width: number, height: number];
}

/** What is done to the element in the page itself. */
export type Deed = "look" | "show" | "focus" | "select" | "element";

/** Looks, and does a deed to the first that is found. Gives `Found`, or the element itself. */
export function find(query: Query, deed: Deed, option: string | null): unknown {
  const SELECTORS: Readonly<Record<string, string>> = {
    alert: "[role=alert]",
    application: "[role=application]",
    article: "article, [role=article]",
    button: "button, summary, [role=button]",
    checkbox: "input[type=checkbox]:not([role]), [role=checkbox]",
    combobox: "select, [role=combobox]",
    dialog: "dialog[open], [role=dialog]",
    file: "input[type=file]",
    group: "fieldset, [role=group]",
    heading: "h1, h2, h3, h4",
    img: "img, [role=img]",
    link: "a[href]",
    list: "ul, ol, [role=list]",
    listitem: "li, [role=listitem]",
    option: "option, [role=option]",
    radio: "input[type=radio], [role=radio]",
    radiogroup: "fieldset, [role=radiogroup]",
    region: "section, [role=region], aside, main",
    slider: "input[type=range], [role=slider]",
    spinbutton: "input[type=number], [role=spinbutton]",
    status: "[role=status], output",
    switch: "[role=switch]",
    textbox: "textarea, input:not([type]), input[type=text], input[type=password], input[type=url], input[type=search], [role=textbox]",
    toolbar: "[role=toolbar]",
  };
  const plain = (text: string | null | undefined): string => (text ?? "").replace(/\s+/g, " ").trim();
  // What is read of it: not what is hidden from names, such as facts and signs.
  const contentOf = (element: Element): string => {
    const copy = element.cloneNode(true) as Element;
    copy.querySelectorAll("[aria-hidden=true]").forEach((hidden) => hidden.remove());
    return plain(copy.textContent);
  };
  const isSame = (text: string, name: Name | undefined, isWhole: boolean): boolean =>
    name === undefined ||
    (typeof name === "string" ? (isWhole ? text === name : text.includes(name)) : new RegExp(name.pattern).test(text));
  const byIds = (ids: string | null): string =>
    plain((ids ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
  const nameOf = (element: Element): string => {
    const labelled = byIds(element.getAttribute("aria-labelledby"));
    if (labelled !== "") {
      return labelled;
    }
    const label = plain(element.getAttribute("aria-label"));
    if (label !== "") {
      return label;
    }
    if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) {
      const of = [...(element.labels ?? [])].map((one) => {
        // What the label has beside the control, not the control's own options.
        const copy = one.cloneNode(true) as HTMLElement;
        copy.querySelectorAll("select, input, textarea, output, [hidden]").forEach((inner) => inner.remove());
        return plain(copy.textContent);
      });
      return plain(of.join(" ")) || plain(element.title);
    }
    if (element instanceof HTMLFieldSetElement) {
      return plain(element.querySelector(":scope > legend")?.textContent);
    }
    if (element instanceof HTMLImageElement) {
      return plain(element.alt);
    }
    return contentOf(element) || plain(element.getAttribute("title"));
  };
  const isThere = (element: Element): boolean => {
    if (element.matches("option, input[type=file]")) {
      return true;
    }
    if (element.closest("[hidden], [inert], [aria-hidden=true], dialog:not([open])") !== null) {
      return false;
    }
    const { visibility, display } = getComputedStyle(element);
    if (display === "contents") {
      // It has no box of its own: it is where its children are.
      return [...element.children].some(isThere);
    }
    return element.getClientRects().length > 0 && visibility !== "hidden" && visibility !== "collapse";
  };
  const all = (asked: Query): Element[] => {
    const roots: ParentNode[] = asked.within === undefined ? [document] : all(asked.within);
    const found = roots.flatMap((root) => [...root.querySelectorAll(SELECTORS[asked.role] ?? "never")]).filter(
      (element) =>
        isThere(element) &&
        isSame(nameOf(element), asked.name, true) &&
        isSame(plain(element.textContent), asked.text, false),
    );
    return asked.index === undefined ? found : found.slice(asked.index, asked.index + 1);
  };
  const found = all(query);
  const element = found[0];
  if (deed === "element") {
    return element;
  }
  if (element instanceof HTMLElement && deed !== "look") {
    element.scrollIntoView({ block: "center", inline: "nearest" });
    if (deed === "focus") {
      element.focus();
    }
    if (deed === "select" && element instanceof HTMLSelectElement) {
      const wanted = [...element.options].find(({ label }) => label === option || label.startsWith(`${option} `));
      element.value = wanted?.value ?? "";
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  const { left, top, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
  const point = ((): readonly [number, number] | null => {
    for (const [right, down] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]] as const) {
      const at = [left + width * right, top + height * down] as const;
      const hit = document.elementFromPoint(...at);
      const label = element instanceof HTMLInputElement ? element.closest("label") : null;
      if (element !== undefined && hit !== null && (element.contains(hit) || label?.contains(hit) === true)) {
        return at;
      }
    }
    return null;
  })();
  const control = element as Partial<HTMLInputElement> | undefined;
  return {
    count: found.length,
    name: element === undefined ? "" : nameOf(element),
    text: plain(element?.textContent),
    value: element?.getAttribute("aria-valuetext") ?? control?.value ?? "",
    description: byIds(element?.getAttribute("aria-describedby") ?? ""),
    isChecked: control?.checked ?? element?.getAttribute("aria-checked") === "true",
    isPressed: element?.getAttribute("aria-pressed") === "true",
    isEnabled: control?.disabled !== true && element?.getAttribute("aria-disabled") !== "true",
    isFocused: element !== undefined && document.activeElement === element,
    point,
    box: [left, top, width, height],
  } satisfies Found;
}
