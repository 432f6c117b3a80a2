/**
 * What the browser keeps of visits until the server has it (IndexedDB).
 *
 * Everything belongs to an owner, "database/user": another person who logs in on the
 * same device neither sees nor sends it.
 */
const VERSION = 1;

function upgrade(database) {
    const entries = database.createObjectStore("entries", { keyPath: "key" });
    entries.createIndex("owner", "owner");
    // Notes being typed, by [owner, thread]; what was answered last, by [owner, name].
    database.createObjectStore("drafts");
    database.createObjectStore("answers");
}

export class QueueStore {
    /**
     * @param {string} owner
     * @param {string} [name] of the IndexedDB database
     */
    constructor(owner, name = "crm_fuel") {
        this.owner = owner;
        this.name = name;
    }

    /** The open database; opened anew after the browser has closed it. */
    open() {
        this.opening ||= idb
            .openDB(this.name, VERSION, {
                upgrade,
                blocking: () => this.close(),
                terminated: () => {
                    this.opening = null;
                },
            })
            .catch((error) => {
                this.opening = null;
                throw error;
            });
        return this.opening;
    }

    async close() {
        const { opening } = this;
        this.opening = null;
        (await opening)?.close();
    }

    /** All entries of the owner, in the order in which they were made. */
    async entries() {
        const database = await this.open();
        const entries = await database.getAllFromIndex("entries", "owner", this.owner);
        return entries.sort((one, other) => one.seq - other.seq);
    }

    /** Keep a new entry behind all others. */
    async add(entry) {
        const database = await this.open();
        // "strict": on the disk, not only on its way there, when the promise resolves.
        const transaction = database.transaction("entries", "readwrite", {
            durability: "strict",
        });
        const all = await transaction.store.getAll();
        const seq = Math.max(0, ...all.map((other) => other.seq)) + 1;
        const kept = { ...entry, owner: this.owner, seq };
        await transaction.store.add(kept);
        await transaction.done;
        return kept;
    }

    /** Change some values of an entry that is still there; tell whether it was. */
    async change(key, values) {
        const database = await this.open();
        const transaction = database.transaction("entries", "readwrite");
        const entry = await transaction.store.get(key);
        const isMine = entry?.owner === this.owner;
        if (isMine) {
            await transaction.store.put({ ...entry, ...values });
        }
        await transaction.done;
        return isMine;
    }

    /**
     * Forget an entry that the server has, and tell those that refer to the visit it
     * created which one that is: both, or neither.
     */
    async finish(key, visitId) {
        const database = await this.open();
        const transaction = database.transaction("entries", "readwrite");
        await transaction.store.delete(key);
        for (const entry of await transaction.store.getAll()) {
            if (entry.newKey === key && !entry.visitId) {
                await transaction.store.put({ ...entry, visitId });
            }
        }
        await transaction.done;
    }

    /** Forget an entry, and those that cannot be without it. */
    async discard(key) {
        const database = await this.open();
        const transaction = database.transaction("entries", "readwrite");
        await transaction.store.delete(key);
        for (const entry of await transaction.store.getAll()) {
            if (entry.newKey === key && !entry.visitId) {
                await transaction.store.delete(entry.key);
            }
        }
        await transaction.done;
    }

    // --- drafts and answers ---

    async get(table, name) {
        const database = await this.open();
        return database.get(table, [this.owner, name]);
    }

    async put(table, name, value) {
        const database = await this.open();
        await database.put(table, value, [this.owner, name]);
    }

    async remove(table, name) {
        const database = await this.open();
        await database.delete(table, [this.owner, name]);
    }
}
