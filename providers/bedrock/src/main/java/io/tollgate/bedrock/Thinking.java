package io.tollgate.bedrock;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.util.OptionalLong;

/**
 * How a model is asked to think, which Converse passes on unread: each family wants other fields. See the pages on
 * extended and adaptive thinking of Claude, on extended thinking of Nova 2, and on OpenAI's models, in AWS's guides.
 *
 * @param fields the model's own fields; a JSON object, empty for none
 * @param effort the level for Converse's own field; empty for none
 */
record Thinking(String fields, String effort) {
    private static final Thinking NONE = new Thinking("", "");
    private static final String THINKING_CLAUDE = "Claude, while it thinks,";
    private static final int LEAST_BUDGET = 1_024;

    /**
     * What the request wants of this model.
     *
     * @throws FailureException UNSUPPORTED if the family can't be asked for it
     */
    static Thinking of(Family family, ModelCard model, ChatRequest request) throws FailureException {
        if (request.reasoning().isEmpty()) {
            return NONE;
        }
        Reasoning wish = request.reasoning().get();
        boolean canThink = model.can(Capability.THINKING_BUDGET) || model.can(Capability.REASONING_EFFORT);
        if (wish == Reasoning.Effort.NONE && (!canThink || family == Family.NOVA || family == Family.OTHER)) {
            return NONE;
        }
        return switch (family) {
            case CLAUDE -> claude(model, request, wish);
            case NOVA_2 -> nova(model, request, effort(model, wish));
            case GPT_OSS -> new Thinking("{\"reasoning_effort\":\"" + word(effort(model, wish)) + "\"}", "");
            case NOVA, OTHER ->
                throw FailureException.unsupported(
                        "reasoning: there is no known way to ask " + model.name() + " on Bedrock for it");
        };
    }

    private static Reasoning.Effort effort(ModelCard model, Reasoning wish) throws FailureException {
        if (wish instanceof Reasoning.Effort effort) {
            return effort;
        }
        throw FailureException.unsupported(
                "reasoning: " + model.name() + " takes no budget of tokens; use a Reasoning.Effort");
    }

    private static String word(Reasoning.Effort effort) {
        return effort.within(Reasoning.Effort.LOW, Reasoning.Effort.HIGH).word();
    }

    private static Thinking claude(ModelCard model, ChatRequest request, Reasoning wish) throws FailureException {
        if (wish == Reasoning.Effort.NONE) {
            return new Thinking("{\"thinking\":{\"type\":\"disabled\"}}", "");
        }
        Feature.refuseReasoning(request, model);
        Feature.refuse(request, THINKING_CLAUDE, Feature.FORCED_TOOL);
        Feature.refuseBeyond(THINKING_CLAUDE, "temperature", request.temperature(), 1, 1);
        Feature.refuseBeyond(THINKING_CLAUDE, "topP", request.topP(), 0.95, 1);
        if (wish instanceof Reasoning.Budget budget) {
            long most = request.maxOutputTokens().orElse(Integer.MAX_VALUE) - 1L;
            OptionalLong tokens = OptionalLong.of(budget.tokens());
            Feature.refuseBeyond("Claude, which counts thinking as output,", "reasoning", tokens, LEAST_BUDGET, most);
            return new Thinking("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + budget.tokens() + "}}", "");
        }
        // Newer models think in silence otherwise, and a stream looks dead until they are done.
        return new Thinking(
                "{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}}",
                effort(model, wish)
                        .within(Reasoning.Effort.LOW, Reasoning.Effort.MAX)
                        .word());
    }

    private static Thinking nova(ModelCard model, ChatRequest request, Reasoning.Effort effort)
            throws FailureException {
        if (effort == Reasoning.Effort.NONE) {
            return new Thinking("{\"reasoningConfig\":{\"type\":\"disabled\"}}", "");
        }
        String word = word(effort);
        boolean bounded = request.maxOutputTokens().isPresent()
                || request.temperature().isPresent()
                || request.topP().isPresent();
        RequestWriter.refuse(
                word.equals("high") && bounded,
                "reasoning: " + model.name() + " takes no maxOutputTokens, temperature or topP at a high effort");
        return new Thinking("{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"" + word + "\"}}", "");
    }
}
