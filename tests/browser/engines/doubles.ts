// Storage as it should never be, put in the place of the browser's own before the page begins. Each function runs in
// the page and names nothing outside of itself.

/** The names of the doubles on the page, to change them while it runs. */
declare global {
  interface Window {
    /** The storage does as it should again. */
    storageHeals?: boolean;
  }
}

/** Writes are taken and never end: nothing is stored, and neither `complete` nor `abort` comes. */
export function writesNeverEnd(): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey): IDBRequest<IDBValidKey> {
    if (window.storageHeals === true) {
      return put.call(this, value, key);
    }
    // As the browser would hold it back: not even `success` is heard.
    const request = this.count() as IDBRequest<IDBValidKey>;
    request.addEventListener("success", (event) => event.stopImmediatePropagation());
    for (const name of ["complete", "abort"]) {
      this.transaction.addEventListener(name, (event) => event.stopImmediatePropagation());
    }
    return request;
  };
  // What listens on a transaction listens after this.
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...values: Parameters<typeof begin>): IDBTransaction {
    const transaction = begin.apply(this, values);
    if (window.storageHeals !== true && values[1] === "readwrite") {
      for (const name of ["complete", "abort"]) {
        transaction.addEventListener(name, (event) => event.stopImmediatePropagation());
      }
    }
    return transaction;
  };
}

/** Writes are taken and abort, as WebKit's do with a blob it cannot store. */
export function writesAbort(): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey): IDBRequest<IDBValidKey> {
    const request = put.call(this, value, key);
    this.transaction.abort();
    return request;
  };
}

/** Writes are refused at once. */
export function writesThrow(): void {
  IDBDatabase.prototype.transaction = function (): IDBTransaction {
    throw new DOMException("the storage is gone", "InvalidStateError");
  };
}

/** The database is refused. */
export function databaseIsRefused(): void {
  IDBFactory.prototype.open = function (): IDBOpenDBRequest {
    throw new DOMException("not here", "SecurityError");
  };
}

/** The database never opens, and never says so. */
export function databaseNeverOpens(): void {
  IDBFactory.prototype.open = function (): IDBOpenDBRequest {
    return new EventTarget() as IDBOpenDBRequest;
  };
}

/** Blobs cannot be stored, anything else can: the transaction aborts. */
export function blobsAbort(): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey): IDBRequest<IDBValidKey> {
    if (!(value instanceof Blob)) {
      return put.call(this, value, key);
    }
    const request = put.call(this, "no blob", key);
    this.transaction.abort();
    return request;
  };
}

/** Blobs cannot be stored, and nothing is heard of it: as in WebKit's private windows. */
export function blobsNeverEnd(): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey): IDBRequest<IDBValidKey> {
    if (!(value instanceof Blob)) {
      return put.call(this, value, key);
    }
    this.transaction.abort();
    return new EventTarget() as IDBRequest<IDBValidKey>;
  };
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...values: Parameters<typeof begin>): IDBTransaction {
    const transaction = begin.apply(this, values);
    transaction.addEventListener("abort", (event) => event.stopImmediatePropagation());
    return transaction;
  };
}

/** A browser of before WebAssembly. */
export function isOld(): void {
  Reflect.deleteProperty(window, "WebAssembly");
}
