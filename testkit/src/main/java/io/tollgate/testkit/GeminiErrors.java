package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.testkit.VendorError.Told;

/** Gemini's words for what goes wrong, and the body of its errors. */
final class GeminiErrors {
    private static final String TYPE = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    static ObjectNode body(Received request, Told told) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error").put("code", told.status()).put("message", told.message());
        error.put("status", told.type());
        ArrayNode details = Json.array();
        if (told.status() == 429) {
            details.addObject()
                    .put("@type", TYPE + "QuotaFailure")
                    .putArray("violations")
                    .addObject()
                    .put("quotaMetric", "generativelanguage.googleapis.com/generate_content_requests")
                    .put("quotaId", told.code())
                    .put("quotaValue", "1000")
                    .putObject("quotaDimensions")
                    .put("model", request.model());
        } else if (!told.code().isEmpty()) {
            details.addObject()
                    .put("@type", TYPE + "ErrorInfo")
                    .put("reason", told.code())
                    .put("domain", "googleapis.com");
        }
        told.retryAfter()
                .ifPresent(wait ->
                        details.addObject().put("@type", TYPE + "RetryInfo").put("retryDelay", wait + "s"));
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return body;
    }

    static Told told(Received request, VendorError error) {
        String invalid = "INVALID_ARGUMENT";
        return switch (error.kind()) {
            case REJECTED_KEY ->
                error.told(400, invalid, "API_KEY_INVALID", "API key not valid. Please pass a valid API key.");
            case OUT_OF_CREDIT -> error.told(402, "RESOURCE_EXHAUSTED", "", "Your prepayment credits are depleted.");
            case OVERLOADED -> error.told(503, "UNAVAILABLE", "", "The model is overloaded. Please try again later.");
            case CONTEXT_OVERFLOW ->
                error.told(
                        400,
                        invalid,
                        "",
                        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).");
            case CONTENT_FILTER -> error.told(400, invalid, "", "The prompt was blocked.");
            case NO_SUCH_MODEL ->
                error.told(
                        404,
                        "NOT_FOUND",
                        "",
                        "models/" + request.model() + " is not found for API version v1beta,"
                                + " or is not supported for generateContent.");
            case STATUS -> byStatus(error);
        };
    }

    private static Told byStatus(VendorError error) {
        int status = error.status();
        String usualCode = status == 429 ? "GenerateRequestsPerMinutePerProjectPerModel" : "";
        return error.told(status, type(status), usualCode, Reasons.of(status));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402, 429 -> "RESOURCE_EXHAUSTED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 499 -> "CANCELLED";
            case 500 -> "INTERNAL";
            case 501 -> "UNIMPLEMENTED";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "INVALID_ARGUMENT" : "UNAVAILABLE";
        };
    }
}
