package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.testkit.VendorError.Told;

/** OpenAI's words for what goes wrong, and the body of its dialect's errors. */
final class OpenAiErrors {
    private OpenAiErrors() {}

    static ObjectNode body(Told told) {
        ObjectNode body = Json.object();
        ObjectNode error =
                body.putObject("error").put("message", told.message()).put("type", told.type());
        error.putNull("param");
        if (told.code().isEmpty()) {
            error.putNull("code");
        } else {
            error.put("code", told.code());
        }
        return body;
    }

    static Told told(Received request, VendorError error) {
        String invalid = "invalid_request_error";
        return switch (error.kind()) {
            case REJECTED_KEY -> error.told(401, invalid, "invalid_api_key", "Incorrect API key provided: ****.");
            case OUT_OF_CREDIT ->
                error.told(
                        429,
                        "insufficient_quota",
                        "insufficient_quota",
                        "You exceeded your current quota, please check your plan and billing details.");
            case OVERLOADED ->
                error.told(503, "service_unavailable_error", "server_is_overloaded", "The server is overloaded.");
            case CONTEXT_OVERFLOW ->
                error.told(
                        400,
                        invalid,
                        "context_length_exceeded",
                        "Your input exceeds the context window of this model. Please adjust your input and try again.");
            case CONTENT_FILTER ->
                error.told(
                        400,
                        invalid,
                        "content_policy_violation",
                        "Your request was rejected as a result of our safety system.");
            case NO_SUCH_MODEL ->
                error.told(
                        404,
                        invalid,
                        "model_not_found",
                        "The model `" + request.model() + "` does not exist or you do not have access to it.");
            case STATUS -> byStatus(error);
        };
    }

    private static Told byStatus(VendorError error) {
        String invalid = "invalid_request_error";
        return switch (error.status()) {
            case 401 -> error.told(401, invalid, "invalid_api_key", "Incorrect API key provided: ****.");
            case 403 -> error.told(403, invalid, "", "You are not allowed to sample from this model");
            case 404 -> error.told(404, invalid, "model_not_found", "The model does not exist.");
            case 429 ->
                error.told(429, "requests", "rate_limit_exceeded", "Rate limit reached on requests per min (RPM).");
            case 503 ->
                error.told(503, "service_unavailable_error", "server_is_overloaded", "The server is overloaded.");
            default ->
                error.status() < 500
                        ? error.told(error.status(), invalid, "", "The request was refused.")
                        : error.told(
                                error.status(),
                                "server_error",
                                "",
                                "The server had an error while processing your request. Sorry about that!");
        };
    }
}
