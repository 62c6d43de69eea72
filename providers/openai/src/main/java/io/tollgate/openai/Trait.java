package io.tollgate.openai;

/** A way in which a vendor's form of the dialect differs from the plain one. */
enum Trait {
    /** Every model is asked through the Responses API, not only those that nothing else serves. */
    RESPONSES,
    /** The maximum of output tokens is named max_completion_tokens; reasoning models refuse max_tokens. */
    MAX_COMPLETION_TOKENS,
    /** The end user's id is named safety_identifier, of at most 64 characters. */
    SAFETY_IDENTIFIER,
    /** There is no field for the end user's id. */
    NO_USER,
    /** Thinking is on unless a thinking object switches it off. */
    THINKING_SWITCH,
    /** While it thinks, the model wants reasoning_content in each of its earlier messages, if need be an empty one. */
    REPLAYS_REASONING,
    /** The model may see what it thought in its earlier messages again, as reasoning_content. */
    TAKES_REASONING,
    /** The model wants to see what it thought in its earlier messages again, in reasoning_details. */
    REPLAYS_DETAILS,
    /** Vectors come in base64 if asked for: a tenth of the time to read. */
    BASE64_VECTORS,
    /** Vectors come as signed bytes in base64 without being asked, and from below {@code /v1} though chat doesn't. */
    BYTE_VECTORS,
    /** Usage comes with every stream; the field that asks for it isn't known. */
    NO_STREAM_OPTIONS,
    /** Tools can't be called. */
    NO_TOOLS,
    /** Presence and frequency penalties are refused. */
    NO_PENALTIES,
    /** Thinking is switched by enable_thinking, and bounded by thinking_budget in tokens. */
    ENABLE_THINKING,
    /** The end of a message may be marked for the cache. */
    CACHE_CONTROL,
    /** A number of tokens for thoughts is taken, in a reasoning object. */
    REASONING_OBJECT,
    /** Thoughts come apart from the text only if reasoning_split asks for it. */
    REASONING_SPLIT,
    /** Content may be parts anywhere: thoughts and references in the model's messages, images in a tool's. */
    PARTS_ANYWHERE,
    /** A document is a document_url, which may be anywhere on the web. */
    DOCUMENT_URL,
    /** System messages stand first, no user's message follows a tool's, and a last one of the model's is marked. */
    STRICT_ORDER,
    /** The id of a tool call has exactly nine letters and digits. */
    SHORT_CALL_IDS,
    /** A seed is named random_seed. */
    RANDOM_SEED,
    /** How long vectors shall be is named output_dimension. */
    OUTPUT_DIMENSION,
    /** There are no chat models. */
    NO_CHAT,
    /** A text that is too long is cut, and its vector is that of its beginning, unless truncation is off. */
    TRUNCATES,
    /** How many of the best documents are wanted is named top_k. */
    TOP_K,
    /** Documents come back with their places unless return_documents is off. */
    DOCUMENTS_BACK
}
