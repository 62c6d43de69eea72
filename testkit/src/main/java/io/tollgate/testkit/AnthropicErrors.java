package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.testkit.VendorError.Told;

/** Anthropic's words for what goes wrong, and the body of its errors. */
final class AnthropicErrors {
    private AnthropicErrors() {}

    static ObjectNode body(Told told) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode error = body.putObject("error").put("type", told.type()).put("message", told.message());
        if (!told.code().isEmpty()) {
            error.putObject("details").put("error_code", told.code());
        }
        return body;
    }

    static Told told(Received request, VendorError error) {
        String invalid = "invalid_request_error";
        return switch (error.kind()) {
            case REJECTED_KEY -> error.told(401, "authentication_error", "", "invalid x-api-key");
            case OUT_OF_CREDIT ->
                error.told(
                        400,
                        invalid,
                        "",
                        "Your credit balance is too low to access the Anthropic API."
                                + " Please go to Plans & Billing to upgrade or purchase credits.");
            case OVERLOADED -> error.told(529, "overloaded_error", "", "Overloaded");
            case CONTEXT_OVERFLOW -> error.told(400, invalid, "", "prompt is too long: 210000 tokens > 200000 maximum");
            case CONTENT_FILTER -> error.told(400, invalid, "", "Output blocked by content filtering policy");
            case NO_SUCH_MODEL -> error.told(404, "not_found_error", "", "model: " + request.model());
            case STATUS -> error.told(error.status(), type(error.status()), "", Reasons.of(error.status()));
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
