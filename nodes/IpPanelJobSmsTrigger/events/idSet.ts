/**
 * Writes a set of IDs so that it stays short: a text of gaps in base 16, each from the ID before, with the
 * number of IDs that follow one another behind it (`4f1-1c 2`).
 */
export function writeIds(ids: Iterable<bigint>): string {
	const runs: Array<{ gap: bigint; more: bigint }> = [];
	let before = 0n;
	for (const id of [...new Set(ids)].sort((one, other) => (one < other ? -1 : 1))) {
		const run = runs.at(-1);
		if (run && id === before + 1n) run.more++;
		else runs.push({ gap: id - before, more: 0n });
		before = id;
	}
	return runs
		.map(({ gap, more }) => (more > 0n ? `${toHex(gap)}-${toHex(more)}` : toHex(gap)))
		.join(' ');
}

/** Reads what `writeIds` wrote. */
export function readIds(text: string): Set<bigint> {
	const ids = new Set<bigint>();
	let id = 0n;
	for (const run of text.split(' ').filter(Boolean)) {
		const [gap, more = 0n] = run.split('-').map(fromHex);
		ids.add((id += gap));
		for (const end = id + more; id < end; ) ids.add(++id);
	}
	return ids;
}

function toHex(number: bigint): string {
	return number.toString(16);
}

function fromHex(text: string): bigint {
	return BigInt(`0x${text}`);
}
