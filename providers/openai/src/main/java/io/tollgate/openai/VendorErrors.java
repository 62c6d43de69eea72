package io.tollgate.openai;

import static io.tollgate.spi.ErrorRule.codes;
import static io.tollgate.spi.ErrorRule.says;
import static io.tollgate.spi.ErrorRule.status;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.spi.ErrorRule;
import java.util.List;

/** What errors mean at one vendor only; asked before the rows that hold for all. */
final class VendorErrors {
    private static final Failure FILTERED =
            Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.NO);
    private static final Failure UNBILLED = Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO);
    private static final Failure CLOSED =
            until(FailureKind.PERMISSION, Cooldown.OPERATOR).withScope(Scope.ACCOUNT);
    private static final Failure NOT_IN_PLAN =
            until(FailureKind.PERMISSION, Cooldown.OPERATOR).withScope(Scope.MODEL);

    /** https://platform.openai.com error codes; the newer 429 codes come with the old type insufficient_quota. */
    static final List<ErrorRule> OPENAI = List.of(
            codes("organization_(?:spend|usage)_limit_exceeded", until(FailureKind.BILLING, Cooldown.MONTH)),
            codes(
                    "project_spend_limit_exceeded",
                    Failure.of(FailureKind.BILLING).withScope(Scope.KEY)),
            // A new key doesn't move this host to another place.
            says(401, "\\bIP\\b", CLOSED),
            codes("unsupported_country_region_territory", CLOSED.withScope(Scope.PROVIDER)),
            codes("invalid_prompt|bio_policy", FILTERED),
            says(400, "invalid service_tier", FailureKind.INVALID_REQUEST),
            serverError());

    /** https://learn.microsoft.com/azure/foundry/openai/quotas-limits: one status for the quota and for capacity. */
    static final List<ErrorRule> AZURE = List.of(
            codes("content_filter", Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.YES)),
            says(403, "virtual network|firewall|temporarily blocked|public access", CLOSED.withScope(Scope.PROVIDER)),
            codes("DeploymentNotFound|unknown_model", FailureKind.MODEL_NOT_FOUND),
            says(429, "high demand|unable to process|no capacity", FailureKind.OVERLOADED),
            // It never heals at this size.
            says(429, "max_tokens|request parameters", FailureKind.REQUEST_TOO_LARGE),
            codes("RateLimitReached", FailureKind.RATE_LIMIT),
            status(500, UNBILLED),
            status(503, Failure.of(FailureKind.OVERLOADED)));

    /** https://api-docs.deepseek.com/quick_start/error_codes: the status says it, the code hardly ever does. */
    static final List<ErrorRule> DEEPSEEK = List.of(
            says(400, "unknown variant", FailureKind.UNSUPPORTED),
            status(500, UNBILLED),
            status(503, Failure.of(FailureKind.OVERLOADED)));

    /** https://console.groq.com/docs/errors: 413 is the limit of a minute, 498 the flex tier's capacity. */
    static final List<ErrorRule> GROQ = List.of(
            codes("json_validate_failed", FailureKind.MALFORMED_TOOL_CALL),
            codes("model_decommissioned", FailureKind.MODEL_NOT_FOUND),
            status(413, Failure.of(FailureKind.REQUEST_TOO_LARGE)),
            // What the model wrote made no sense; what it was asked may well.
            status(422, Failure.of(FailureKind.MALFORMED_TOOL_CALL)),
            status(424, UNBILLED),
            status(498, Failure.of(FailureKind.OVERLOADED)),
            status(499, until(FailureKind.VENDOR_TIMEOUT, Cooldown.NONE)));

    /** https://docs.x.ai/docs/guides/debugging: a wrong key is a 400, used-up credits are a 429. */
    static final List<ErrorRule> XAI = List.of(
            says(400, "api key", FailureKind.AUTHENTICATION),
            says(403, "usage guidelines", Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.MAYBE)),
            says(429, "available credits|spending limit", FailureKind.BILLING));

    /** https://docs.mistral.ai/resources/error-glossary: 403 is a model outside of the plan. */
    static final List<ErrorRule> MISTRAL = List.of(
            codes("1500|invalid_model", FailureKind.MODEL_NOT_FOUND),
            status(403, NOT_IN_PLAN),
            status(500, UNBILLED),
            status(502, UNBILLED),
            status(503, Failure.of(FailureKind.OVERLOADED).withBilled(Billed.NO)),
            status(504, Failure.of(FailureKind.VENDOR_TIMEOUT).withBilled(Billed.NO)));

    /** https://docs.together.ai/docs/error-codes: 403 is a prompt too long for the model. */
    static final List<ErrorRule> TOGETHER = List.of(says(403, "token|context|length", FailureKind.CONTEXT_OVERFLOW));

    /** https://docs.fireworks.ai/guides/inference-error-codes: 412 is a suspended account, or an adapter that won't load. */
    static final List<ErrorRule> FIREWORKS = List.of(
            says(412, "lora|adapter", FailureKind.MODEL_NOT_FOUND), status(412, Failure.of(FailureKind.BILLING)));

    /** https://openrouter.ai/docs/api-reference/errors: metadata.error_type and availability.code; nothing written is free. */
    static final List<ErrorRule> OPENROUTER = List.of(
            codes("context_length_exceeded", FailureKind.CONTEXT_OVERFLOW),
            codes("max_tokens_exceeded|image_download_failed", FailureKind.UNSUPPORTED),
            codes("token_limit_exceeded|weight_exceeds_budget", FailureKind.BILLING),
            codes("in_flight_budget_exhausted", FailureKind.RATE_LIMIT),
            codes("permission_denied|refusal", FILTERED),
            says(403, "flagged|moderation|violates|guardrail|region", FILTERED),
            codes(
                    "no_endpoints|free_variant_ended|privacy_restricted|constraint_filtered",
                    FailureKind.MODEL_NOT_FOUND),
            says(503, "routing requirements", FailureKind.MODEL_NOT_FOUND),
            codes("capacity_exhausted|temporarily_unavailable|provider_overloaded", FailureKind.OVERLOADED));

    /** https://inference-docs.cerebras.ai/support/error: too long a prompt is a 400 without a word. */
    static final List<ErrorRule> CEREBRAS = List.of(
            new ErrorRule(
                    error -> (error.status() == 400 || error.status() == 413)
                            && error.word().isEmpty()
                            && error.message().isEmpty(),
                    Failure.of(FailureKind.CONTEXT_OVERFLOW)),
            codes("multimodal_not_enabled", FailureKind.UNSUPPORTED),
            codes("queue_exceeded", FailureKind.OVERLOADED));

    /** https://docs.sambanova.ai/cloud/api-reference/error-codes: 504 is a full queue, which took nothing. */
    static final List<ErrorRule> SAMBANOVA = List.of(status(504, Failure.of(FailureKind.OVERLOADED)));

    /** The gateway of https://build.nvidia.com: a wrong key is a 403, a sick backend a 400. */
    static final List<ErrorRule> NVIDIA = List.of(
            says(400, "degraded", FailureKind.OVERLOADED),
            says(403, "authorization failed", FailureKind.AUTHENTICATION));

    /** https://huggingface.co/docs/inference-providers: included credits come back with the month. */
    static final List<ErrorRule> HUGGINGFACE = List.of(
            says(400, "not supported by any provider", FailureKind.MODEL_NOT_FOUND),
            says(402, "monthly included credits", until(FailureKind.BILLING, Cooldown.MONTH)));

    /** https://platform.kimi.ai/docs/api/errors: an empty balance is a 429 or a 403. */
    static final List<ErrorRule> MOONSHOT = List.of(
            codes("exceeded_current_quota_error", FailureKind.BILLING),
            says(403, "balance|restricted", FailureKind.BILLING),
            says(429, "insufficient balance", FailureKind.BILLING),
            codes("access_terminated_error", CLOSED),
            codes("engine_overloaded_error", FailureKind.OVERLOADED));

    /** https://help.aliyun.com/en/model-studio/error-code: an overdue account is a 400, a free quota a 429. */
    static final List<ErrorRule> ALIBABA = List.of(
            codes("Arrearage", FailureKind.BILLING),
            codes("DataInspectionFailed|data_inspection_failed", FILTERED),
            says(429, "free allocated quota", FailureKind.BILLING));

    /** https://docs.z.ai/api-reference/api-code: the code decides, under whatever status it comes. */
    static final List<ErrorRule> ZAI = List.of(
            codes("100[0-4]", FailureKind.AUTHENTICATION),
            codes("111[0-2]|1121", CLOSED),
            codes("1113|1309|1313", FailureKind.BILLING),
            codes("1120|1230|1234", UNBILLED),
            codes("121[02345]", FailureKind.INVALID_REQUEST),
            codes("1211|122[12]", FailureKind.MODEL_NOT_FOUND),
            codes("1220|1311", NOT_IN_PLAN),
            codes("1261", FailureKind.CONTEXT_OVERFLOW),
            codes("130[01]", FILTERED),
            codes("130[238]|1310", FailureKind.RATE_LIMIT),
            codes("1304", until(FailureKind.RATE_LIMIT, Cooldown.DAY)),
            codes("1305|1312", FailureKind.OVERLOADED),
            status(434, CLOSED));

    /** https://platform.minimax.io/docs/api-reference/errorcode: base_resp.status_code, mostly inside a 200. */
    static final List<ErrorRule> MINIMAX = List.of(
            codes("1000|1024", UNBILLED),
            codes("1001", FailureKind.VENDOR_TIMEOUT),
            codes("1002", FailureKind.RATE_LIMIT),
            codes("1004|2049", FailureKind.AUTHENTICATION),
            codes("1008|1028|1030|2056", FailureKind.BILLING),
            codes("102[67]", Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.MAYBE)),
            codes("1039", FailureKind.CONTEXT_OVERFLOW),
            codes("2013", FailureKind.INVALID_REQUEST),
            codes("2061", NOT_IN_PLAN));

    /** https://developers.cloudflare.com/workers-ai/platform/errors: both the day's allowance and capacity are 429s. */
    static final List<ErrorRule> CLOUDFLARE =
            List.of(codes("3036", until(FailureKind.RATE_LIMIT, Cooldown.DAY)), codes("3040", FailureKind.OVERLOADED));

    /** llama.cpp tools/server: what this build or model can't do is a 500. */
    static final List<ErrorRule> LLAMACPP = List.of(
            says(500, "too large to process", FailureKind.CONTEXT_OVERFLOW),
            says(500, "not supported", FailureKind.UNSUPPORTED));

    /** https://docs.voyageai.com/docs/error-codes: a model that isn't there is a 400 with the list of those that are. */
    static final List<ErrorRule> VOYAGE = List.of(
            says(400, "supported models are", FailureKind.MODEL_NOT_FOUND),
            says(400, "max allowed tokens per submitted batch", FailureKind.REQUEST_TOO_LARGE),
            says(400, "too many tokens", FailureKind.CONTEXT_OVERFLOW));

    /** https://huggingface.co/docs/text-generation-inference: 422 validation, 424 generation, 429 overloaded. */
    static final List<ErrorRule> TGI = List.of(
            says(422, "must be <=", FailureKind.CONTEXT_OVERFLOW),
            codes("overloaded", FailureKind.OVERLOADED),
            status(424, Failure.of(FailureKind.SERVER_ERROR)));

    /** https://docs.litellm.ai/docs/exception_mapping: the exception's name is in the message. */
    static final List<ErrorRule> LITELLM = List.of(
            says(400, "ContextWindowExceededError", FailureKind.CONTEXT_OVERFLOW),
            says(400, "ContentPolicyViolationError", FILTERED),
            codes("budget_exceeded", FailureKind.BILLING),
            codes("(?:key|team)_model_access_denied", FailureKind.MODEL_NOT_FOUND));

    private VendorErrors() {}

    private static Failure until(FailureKind kind, Cooldown cooldown) {
        return Failure.of(kind).withCooldown(cooldown);
    }

    /** Other statuses with this type are told apart by the status: 501 is for good, 529 is too much to do. */
    private static ErrorRule serverError() {
        return new ErrorRule(
                error -> (error.status() == 500 || error.status() == 200)
                        && (error.code().equals("server_error") || error.type().equals("server_error")),
                UNBILLED);
    }
}
