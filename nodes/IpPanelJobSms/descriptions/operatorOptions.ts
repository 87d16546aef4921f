import type { INodePropertyOptions } from 'n8n-workflow';
import { OPERATORS } from '../../shared/terms/operators';

/** The mobile operators as a list in the form. */
export const operatorOptions: INodePropertyOptions[] = OPERATORS.map(
	({ name, alsoCalled, value }) => ({ name: alsoCalled ? `${name} (${alsoCalled})` : name, value }),
);

/** The operators' IDs in words, for whoever writes JSON. */
export const operatorIds = OPERATORS.map(({ name, value }) => `${value} ${name}`).join(', ');
