package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the recorded errors mean, by the vendors' documents and the words of the body, first rule that fits. */
final class Errors {
    private Errors() {}

    /** What this error of a recording means. */
    static Failed expected(Recording recording, JsonNode body) {
        JsonNode error = body.path("error");
        String words = (error.path("type").asText("")
                        + ' '
                        + error.path("code").asText("")
                        + ' '
                        + error.path("status").asText("")
                        + ' '
                        + error.path("details")
                        + ' '
                        + error.path("metadata").path("raw").asText("")
                        + ' '
                        + error.path("message").asText(recording.text()))
                .toLowerCase(Locale.ROOT);
        Failed meaning = meaning(recording, words);
        return new Failed(
                meaning.kinds(),
                meaning.cooldown(),
                meaning.verdict(),
                retryAfter(recording, words),
                requestId(recording, body));
    }

    private static Failed meaning(Recording recording, String words) {
        int status = recording.status();
        if (words.contains("insufficient_quota")) {
            return is(FailureKind.BILLING, Cooldown.OPERATOR, Verdict.FALL_BACK);
        }
        if (words.contains("supported models are")) {
            return is(FailureKind.MODEL_NOT_FOUND, Cooldown.OPERATOR, Verdict.FALL_BACK);
        }
        String type = recording.headers().first("x-amzn-errortype").orElse("");
        if (type.startsWith("ExpiredToken")
                || status == 401
                || words.contains("api_key_invalid")
                || words.contains("incorrect api key")) {
            return is(FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE, Verdict.REFRESH_KEY);
        }
        if (status == 402 || status == 412) {
            return is(FailureKind.BILLING, Cooldown.OPERATOR, Verdict.FALL_BACK);
        }
        if (words.contains("tool_use_failed")) {
            return is(FailureKind.MALFORMED_TOOL_CALL, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (words.contains("violates usage guidelines")) {
            return is(FailureKind.CONTENT_FILTER, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (words.contains("too_many_prompt_tokens") || words.contains("exceeded max context length")) {
            return is(FailureKind.CONTEXT_OVERFLOW, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (status == 403) {
            // "You are not allowed to sample from this model": of the key, of the project, or of the model?
            return new Failed(
                    Set.of(FailureKind.PERMISSION, FailureKind.MODEL_NOT_FOUND, FailureKind.UNSUPPORTED),
                    Set.of(Cooldown.KEY_CHANGE, Cooldown.OPERATOR, Cooldown.NONE),
                    Set.of(Verdict.REFRESH_KEY, Verdict.FALL_BACK),
                    -1,
                    "");
        }
        if (status == 404 || words.contains("not a valid model id")) {
            return is(FailureKind.MODEL_NOT_FOUND, Cooldown.OPERATOR, Verdict.FALL_BACK);
        }
        if (status == 413) {
            return is(FailureKind.REQUEST_TOO_LARGE, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (status == 429) {
            return is(FailureKind.RATE_LIMIT, Cooldown.SHORT, Verdict.FALL_BACK);
        }
        if (status == 501) {
            return is(FailureKind.PERMANENT_SERVER_ERROR, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (status == 500 && (words.contains("is not supported") || words.contains("image: unknown format"))) {
            return is(FailureKind.UNSUPPORTED, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (status >= 500) {
            return server(status, words, Verdict.RETRY);
        }
        return status == 200 ? inside(words) : rejected(words);
    }

    private static Failed server(int status, String words, Verdict verdict) {
        boolean busy = status == 529 || words.contains("overloaded");
        return new Failed(
                busy ? Set.of(FailureKind.OVERLOADED) : Set.of(FailureKind.SERVER_ERROR, FailureKind.OVERLOADED),
                Set.of(Cooldown.SHORT),
                Set.of(verdict),
                -1,
                "");
    }

    /** An error inside a 200: never sent again to the same model. */
    private static Failed inside(String words) {
        if (words.contains("invalid_request_error")
                || words.contains("validationexception")
                || words.contains(" 400 ")) {
            return new Failed(
                    Set.of(FailureKind.INVALID_REQUEST, FailureKind.UNSUPPORTED),
                    Set.of(Cooldown.NONE),
                    Set.of(Verdict.FAIL, Verdict.FALL_BACK),
                    -1,
                    "");
        }
        return server(200, words, Verdict.FALL_BACK);
    }

    private static Failed rejected(String words) {
        boolean ofThisModel = words.contains("does not support")
                || words.contains("vision not support")
                || words.contains("unsupported_parameter")
                || words.contains("not enabled for this model")
                || words.contains("is not supported for this model")
                // Cohere: the model's own words could not be read.
                || words.contains("no valid response generated")
                || words.contains("unknown variant")
                || words.contains("cannot fetch content from the provided url");
        if (ofThisModel) {
            return is(FailureKind.UNSUPPORTED, Cooldown.NONE, Verdict.FALL_BACK);
        }
        if (words.contains("additionalproperties") || words.contains("extraneous key")) {
            // Wrong here, but fine with vendors that don't want it: both readings are right.
            return new Failed(
                    Set.of(FailureKind.INVALID_REQUEST, FailureKind.UNSUPPORTED),
                    Set.of(Cooldown.NONE),
                    Set.of(Verdict.FAIL, Verdict.FALL_BACK),
                    -1,
                    "");
        }
        return is(FailureKind.INVALID_REQUEST, Cooldown.NONE, Verdict.FAIL);
    }

    private static Failed is(FailureKind kind, Cooldown cooldown, Verdict verdict) {
        return new Failed(Set.of(kind), Set.of(cooldown), Set.of(verdict), -1, "");
    }

    /** Told by a header or, by Gemini, in the body; Anthropic's header on a 200 is no time to wait. */
    private static long retryAfter(Recording recording, String words) {
        if (recording.status() == 200) {
            return -1;
        }
        int at = words.indexOf("\"retrydelay\":\"");
        if (at >= 0) {
            String rest = words.substring(at + 14);
            return Long.parseLong(rest.substring(0, rest.indexOf('s')));
        }
        Matcher told = Pattern.compile("try again in (\\d+)\\.?\\d*s").matcher(words);
        if (told.find()) {
            return Long.parseLong(told.group(1));
        }
        return recording.headers().first("retry-after").map(Long::parseLong).orElse(-1L);
    }

    private static String requestId(Recording recording, JsonNode body) {
        for (String header : new String[] {
            "x-request-id", "request-id", "mistral-correlation-id", "x-amzn-requestid", "x-debug-trace-id"
        }) {
            if (recording.headers().first(header).isPresent()) {
                return recording.headers().first(header).get();
            }
        }
        return recording.vendor().equals("cohere")
                ? body.path("id").asText()
                : body.path("request_id").asText("");
    }
}
