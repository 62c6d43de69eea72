package io.tollgate.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorRule;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an error of Bedrock's means. Its type stands in a header, or in a stream in its frame; the body has words only. See
 * the errors of the service's model, and "Troubleshooting Amazon Bedrock API Error Codes" in its user guide.
 */
final class ApiError {
    static final String TYPE_HEADER = "x-amzn-errortype";

    private static final Failure OF_THE_MODEL =
            Failure.of(FailureKind.PERMISSION).withScope(Scope.MODEL);

    /** AWS's marketplace makes a subscription at the first call of a model, and wants a quarter of an hour for it. */
    private static final Failure SUBSCRIBING =
            Failure.of(FailureKind.MODEL_NOT_FOUND).withCooldown(Cooldown.SHORT).withRetryAfter(Duration.ofMinutes(15));

    private static final ErrorTable TABLE = new ErrorTable(List.of(
            ErrorRule.codes(
                    "(?:Expired|Unrecognized|InvalidClient|InvalidSignature|IncompleteSignature|SignatureDoesNotMatch"
                            + "|InvalidAccessKey|MissingAuthentication|InvalidToken|RequestExpired|NotAuthorized).*",
                    FailureKind.AUTHENTICATION),
            both(
                    "AccessDenied.*",
                    "api key|authentication failed|security token|signature",
                    FailureKind.AUTHENTICATION),
            both("AccessDenied.*", "marketplace (?:subscription|agreement)", SUBSCRIBING),
            ErrorRule.codes("MPAgreement.*", SUBSCRIBING),
            // Rights are given model by model.
            both("AccessDenied.*", "model|resource", OF_THE_MODEL),
            ErrorRule.codes("AccessDenied.*", FailureKind.PERMISSION),
            both(
                    "Throttling.*|TooManyRequests.*",
                    "per day|daily",
                    Failure.of(FailureKind.RATE_LIMIT).withCooldown(Cooldown.DAY)),
            ErrorRule.codes("Throttling.*|TooManyRequests.*", FailureKind.RATE_LIMIT),
            // A quota of the account, which lasts, though some count by the day.
            ErrorRule.codes(
                    "ServiceQuotaExceeded.*", Failure.of(FailureKind.RATE_LIMIT).withCooldown(Cooldown.DAY)),
            // A model that is being loaded.
            ErrorRule.codes("ModelNotReady.*", FailureKind.OVERLOADED),
            ErrorRule.codes("ModelTimeout.*", FailureKind.VENDOR_TIMEOUT),
            ErrorRule.codes("ModelError.*|ModelStreamError.*", FailureKind.SERVER_ERROR),
            ErrorRule.codes("ResourceNotFound.*|FTUFormNotFilled.*", FailureKind.MODEL_NOT_FOUND),
            ErrorRule.codes("ServiceUnavailable.*|overloaded_error", FailureKind.OVERLOADED),
            ErrorRule.codes(
                    "InternalServer.*|InternalFailure.*",
                    Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO)),
            both(
                    "Validation.*",
                    "on-demand throughput|model identifier is invalid|end of its life",
                    FailureKind.MODEL_NOT_FOUND),
            both(
                    "Validation.*",
                    "support|not permitted|not allowed for|this model|the model limit",
                    FailureKind.UNSUPPORTED),
            ErrorRule.codes("Validation.*", FailureKind.INVALID_REQUEST)));

    private ApiError() {}

    private static ErrorRule both(String codes, String words, FailureKind kind) {
        return both(codes, words, Failure.of(kind));
    }

    /** Errors of this code whose message has these words in it. */
    private static ErrorRule both(String codes, String words, Failure meaning) {
        ErrorRule code = ErrorRule.codes(codes, meaning);
        Pattern says = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> code.applies().test(error)
                        && says.matcher(error.message()).find(),
                meaning);
    }

    /** What the reply means, whatever is in it. */
    static Failure of(HttpReply reply) {
        JsonNode body = Json.tree(reply.body(), reply.body().length);
        // In front of some models stands an edge with the form of another vendor.
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String type = reply.header(TYPE_HEADER)
                .orElse(error.path("__type").asText(error.path("type").asText("")));
        return TABLE.failure(new VendorError(reply.status(), "", plain(type), message(error)), reply);
    }

    /**
     * What an error in a stream means.
     *
     * @param begun whether a frame of the answer came before
     */
    static Failure inStream(Frames.Frame frame, Headers headers, boolean begun) {
        String message = frame.message().isEmpty()
                ? message(Json.tree(frame.payload(), frame.payload().length))
                : frame.message();
        HttpReply reply = new HttpReply(200, headers, frame.payload(), Instant.EPOCH);
        Failure failure = TABLE.failure(new VendorError(200, "", plain(frame.name()), message), reply);
        if (failure.kind() == FailureKind.INVALID_REQUEST) {
            // Bedrock took the request before its model found fault with it; another model may not.
            failure = Failure.of(FailureKind.UNSUPPORTED)
                    .withStatus(200)
                    .withCode(failure.code())
                    .withMessage(message)
                    .withRequestId(failure.requestId());
        }
        return begun ? failure.withBilled(Billed.YES) : failure;
    }

    /** {@code ThrottlingException} of {@code com.amazon…#ThrottlingException:http://…}. */
    private static String plain(String type) {
        String name = type.substring(type.indexOf('#') + 1);
        return name.indexOf(':') < 0 ? name : name.substring(0, name.indexOf(':'));
    }

    private static String message(JsonNode error) {
        return error.path("message").asText(error.path("Message").asText(""));
    }
}
