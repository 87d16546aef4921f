/** Reads as much of a Markdown document as its tests need: headings, links, tables, code. */

/**
 * @typedef {object} Document
 * @property {string} text without code blocks
 * @property {Array<{ language: string, code: string }>} blocks
 * @property {Array<{ title: string, slug: string, level: number, table: string[][] }>} headings each with the
 *   first table below it, the title row first
 * @property {string[]} links what the links lead to
 * @property {string[]} images what the pictures are loaded from
 * @property {string[]} widths of the pictures that tell theirs
 * @property {string[]} code the spans of code
 */

const BLOCK = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** A link or a picture, not within a span of code; the address is the last group. */
const LINK = /(!?)\[(?:[^\]`]|`[^`]*`)*\]\(([^)\s]+)\)/g;

/**
 * @param {string} title of a heading
 * @returns {string} the anchor that GitHub and npm make of it
 */
function slugOf(title) {
	return title
		.replace(/[*_`]/g, '')
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '')
		.replaceAll(' ', '-');
}

/** A picture as HTML, which can tell its width. */
const PICTURE = /<img src="([^"]+)"(?: width="(\d+)")?/g;

/** @param {string} text @returns {string[]} the spans of code, also those that are written as HTML */
function codeOf(text) {
	return [...text.matchAll(/`([^`]+)`|<code[^>]*>([^<]+)<\/code>/g)].map(
		([, code, html]) => code ?? html,
	);
}

/** @param {string} text @returns {string[]} what is written in bold */
const boldOf = (text) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, bold]) => bold);

/** @param {string} text @returns {string[][]} the cells of the first table, without the line below its title row */
function tableOf(text) {
	const [table] = /(^\|.*\|\n)+/m.exec(text) ?? [''];
	return table
		.trim()
		.split('\n')
		.filter((line) => line !== '' && !/^[|\s:-]+$/.test(line))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim()),
		);
}

/**
 * @param {string} source
 * @returns {Document}
 */
function parse(source) {
	const blocks = [...source.matchAll(BLOCK)].map(([, language, code]) => ({ language, code }));
	const text = source.replace(BLOCK, '');
	const titles = [...text.matchAll(/^(#+) (.+)$/gm)];
	const headings = titles.map(({ index, 1: marks, 2: title }, position) => {
		const section = text.slice(index, titles[position + 1]?.index);
		return { title, slug: slugOf(title), level: marks.length, table: tableOf(section) };
	});
	const addresses = [...text.replace(/`[^`\n]*`/g, '``').matchAll(LINK)];
	const pictures = [...text.matchAll(PICTURE)];
	return {
		text,
		blocks,
		headings,
		links: addresses.filter(([, mark]) => mark === '').map(([, , address]) => address),
		images: [
			...addresses.filter(([, mark]) => mark === '!').map(([, , address]) => address),
			...pictures.map(([, address]) => address),
		],
		widths: pictures.flatMap(([, , width]) => width ?? []),
		code: codeOf(text),
	};
}

module.exports = { boldOf, codeOf, parse };
