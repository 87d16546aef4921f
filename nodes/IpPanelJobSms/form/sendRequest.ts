/** A range of one operator's subscribers within an audience (`params.operator` of the specification). */
export interface OperatorRange {
	/** Index of the first recipient, 0 or more. */
	start: number;
	/** How many recipients, 1 or more. */
	size: number;
	/** One of `OPERATORS`. */
	id: number;
}

/** One entry of `params` of the specification. */
export interface Audience {
	main_category_id: number;
	/** Left out: every sub category of the main category. */
	sub_category_id?: number;
	/** Left out: everyone in the category. */
	operator?: OperatorRange[];
}

/** The request body of `POST /api/send` with `sending_type: "job"`. */
export interface SendRequest {
	sending_type: 'job';
	from_number: string;
	message: string;
	params: Audience[];
}
