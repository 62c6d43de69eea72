package io.tollgate.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.json.Json;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.VendorError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An error as a vendor told it, from any of the shapes that servers of this dialect use.
 *
 * @param status the HTTP status, or inside a 2xx the status that the body names; never trusted above a code
 * @param code the most exact word for it; empty if none
 * @param type the general word for it; empty if none
 * @param message the vendor's words; empty if none
 * @param retryAfter when the body says to come back
 * @param requestId the vendor's id of the request, where the body has it; empty if not
 */
record ApiError(int status, String code, String type, String message, Optional<Duration> retryAfter, String requestId) {
    private static final int MAX_PLAIN = 300;

    /** Reads what is there; whatever the bytes are, something comes out. */
    static ApiError read(int status, byte[] body, int length) {
        JsonNode root = Json.tree(body, length);
        return root.isMissingNode()
                ? new ApiError(status, "", "", plain(body, length), Optional.empty(), "")
                : read(status, root.isArray() ? root.path(0) : root);
    }

    private static ApiError read(int status, JsonNode root) {
        JsonNode error = error(root);
        // A text beside or instead of an object: {"error": "text", "code": …}, {"message": …}, {"detail": …}.
        JsonNode holder = error.isObject() ? error : root;
        JsonNode metadata = holder.path("metadata");
        String code = first(holder.path("code"), holder.path("error_code"));
        String type = first(
                holder.path("type"),
                metadata.path("error_type"),
                root.path("error_type"),
                root.path("availability").path("code"));
        String message = error.isTextual() ? error.asText() : message(holder);
        if (metadata.path("raw").isTextual()) {
            // OpenRouter: its own message is only that the provider behind it returned an error.
            message += ": " + metadata.path("raw").asText();
        }
        if (root.path("base_resp").path("status_code").asInt(0) != 0) {
            code = root.path("base_resp").path("status_code").asText("");
            message = root.path("base_resp").path("status_msg").asText("");
        }
        String param = holder.path("param").asText("");
        boolean more = !param.isEmpty() && !message.contains(param);
        return new ApiError(
                status(status, code, holder, root),
                code,
                type,
                more ? message + " (parameter " + param + ")" : message,
                seconds(
                        metadata.path("retry_after_seconds"),
                        root.path("availability").path("retry_after")),
                root.path("request_id").asText(""));
    }

    private static String first(JsonNode... names) {
        for (JsonNode name : names) {
            if (!name.asText("").isEmpty()) {
                return name.asText();
            }
        }
        return "";
    }

    private static Optional<Duration> seconds(JsonNode... times) {
        for (JsonNode time : times) {
            if (time.isNumber()) {
                return HttpFailures.duration(time.asText());
            }
        }
        return Optional.empty();
    }

    private static JsonNode error(JsonNode root) {
        JsonNode choice = root.path("choices").path(0).path("error");
        JsonNode groq = root.path("x_groq").path("error");
        JsonNode response = root.path("response").path("error");
        // Cloudflare: a list of errors, of which the first tells most.
        JsonNode listed = root.path("errors").path(0);
        for (JsonNode error : new JsonNode[] {root.path("error"), choice, groq, response, listed}) {
            if (error.isObject() || error.isTextual()) {
                return error;
            }
        }
        return MissingNode.getInstance();
    }

    private static String message(JsonNode holder) {
        for (String name : new String[] {"message", "detail", "msg", "error", "title"}) {
            JsonNode said = holder.path(name);
            if (said.isTextual()) {
                return said.asText();
            }
            if (said.path(0).path("msg").isTextual()) {
                return said.path(0).path("msg").asText();
            }
        }
        return "";
    }

    private static int status(int status, String code, JsonNode holder, JsonNode root) {
        if (status < 200 || status >= 300) {
            return status;
        }
        String named = code.length() == 3 ? code : first(holder.path("status_code"), root.path("status_code"));
        return named.matches("[45]\\d\\d") ? Integer.parseInt(named) : status;
    }

    private static String plain(byte[] body, int length) {
        String text = new String(body, 0, Math.min(length, MAX_PLAIN), StandardCharsets.UTF_8).strip();
        return text.startsWith("<") ? "an HTML or XML page" : text;
    }

    /** What the rows of a table are held against. */
    VendorError words() {
        return new VendorError(status, code, type, message);
    }
}
