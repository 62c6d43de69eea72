package io.tollgate.openai;

/** Where a vendor wants the calls of one model. */
interface Endpoint {
    /** The operation stands after the base URL, whatever the model. */
    Endpoint PLAIN = (baseUrl, model, operation) -> baseUrl + "/" + operation;

    /**
     * The complete URL.
     *
     * @param operation such as {@code chat/completions}
     */
    String url(String baseUrl, String model, String operation);
}
