package io.tollgate.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.json.Json;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.VendorError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    // Last Cloudflare's: a list of errors, of which the first tells most.
    private static final String[] PLACES = {
        "/error", "/choices/0/error", "/x_groq/error", "/response/error", "/errors/0"
    };
    private static final String[] MESSAGES = {
        "/message", "/message/0/msg", "/detail", "/detail/0/msg", "/msg", "/error", "/error/0/msg", "/title"
    };

    /** Reads what is there; whatever the bytes are, something comes out. */
    static ApiError read(int status, byte[] body, int length) {
        JsonNode root = Json.tree(body, length);
        return root.isMissingNode()
                ? new ApiError(status, "", "", plain(body, length), Optional.empty(), "")
                : read(status, root.isArray() ? root.path(0) : root);
    }

    private static ApiError read(int status, JsonNode root) {
        JsonNode error = find(root, node -> node.isObject() || node.isTextual(), PLACES);
        // A text beside or instead of an object: {"error": "text", "code": …}, {"message": …}, {"detail": …}.
        JsonNode holder = error.isObject() ? error : root;
        String code = word(holder, "/code", "/error_code");
        String type = word(holder, "/type", "/metadata/error_type");
        String message = error.isTextual()
                ? error.asText()
                : find(holder, JsonNode::isTextual, MESSAGES).asText("");
        JsonNode raw = holder.at("/metadata/raw");
        if (raw.isTextual()) {
            // OpenRouter: its own message is only that the provider behind it returned an error.
            message += ": " + raw.asText();
        }
        if (root.at("/base_resp/status_code").asInt(0) != 0) {
            code = root.at("/base_resp/status_code").asText("");
            message = root.at("/base_resp/status_msg").asText("");
        }
        String param = holder.path("param").asText("");
        boolean more = !param.isEmpty() && !message.contains(param);
        JsonNode inHolder = find(holder, JsonNode::isNumber, "/metadata/retry_after_seconds");
        JsonNode seconds = inHolder.isNumber() ? inHolder : find(root, JsonNode::isNumber, "/availability/retry_after");
        return new ApiError(
                status(status, code, holder, root),
                code,
                type.isEmpty() ? word(root, "/error_type", "/availability/code") : type,
                more ? message + " (parameter " + param + ")" : message,
                HttpFailures.duration(seconds.asText("")),
                root.path("request_id").asText(""));
    }

    /** What stands at the first of these places that fits; a missing node if none does. */
    private static JsonNode find(JsonNode from, Predicate<JsonNode> fits, String... places) {
        return Stream.of(places).map(from::at).filter(fits).findFirst().orElse(MissingNode.getInstance());
    }

    private static String word(JsonNode from, String... places) {
        return find(from, node -> !node.asText("").isEmpty(), places).asText("");
    }

    private static int status(int status, String code, JsonNode holder, JsonNode root) {
        if (status < 200 || status >= 300) {
            return status;
        }
        String named = code.length() == 3 ? code : word(holder, "/status_code");
        named = named.isEmpty() ? word(root, "/status_code") : named;
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
