package io.tollgate.price;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What public lists don't tell of a model, by the family that its name shows. */
final class ModelTraits {
    private static final Predicate<String> OPENAI_REASONING =
            Pattern.compile("^(openai-|databricks-)?(o[1-9]|codex|gpt-[5-9])").asPredicate();
    private static final Predicate<String> OPENAI_PLAIN =
            Pattern.compile("-chat(-latest)?$|-search-api|^gpt-[34]").asPredicate();
    private static final Predicate<String> LARGE_IMAGES =
            Pattern.compile("^gpt-(5-[4-9]|[6-9])").asPredicate();
    private static final Predicate<String> CLAUDE_ADAPTIVE = Pattern.compile(
                    "claude-(fable|mythos|opus-4-[7-9]|(opus|sonnet|haiku)-5)")
            .asPredicate();
    private static final Predicate<String> CLAUDE_EFFORT = Pattern.compile(
                    "claude-(fable|mythos|opus-4-[5-9]|sonnet-4-6|(opus|sonnet|haiku)-5)")
            .asPredicate();
    private static final Predicate<String> CLAUDE_THINKS =
            Pattern.compile("claude-(3-7|4-|(opus|sonnet|haiku)-4)").asPredicate();
    private static final Predicate<String> CLAUDE_SCHEMA = Pattern.compile(
                    "claude-(fable|mythos|opus-4-[1-9]|(sonnet|haiku)-4-[5-9]|(opus|sonnet|haiku)-5)")
            .asPredicate();
    private static final Predicate<String> GEMINI_BUDGET =
            Pattern.compile("^gemini-(2-5|flash|pro)").asPredicate();

    private ModelTraits() {}

    /**
     * All that a chat model can do.
     *
     * @param listed what a list tells: tools, vision, documents, schema
     */
    static Set<Capability> complete(String vendor, String model, Set<Capability> listed, boolean reasons) {
        String name = ModelNames.plain(ModelNames.base(model));
        Set<Capability> all = EnumSet.of(Capability.SAMPLING, Capability.STOP);
        all.addAll(listed);
        if (name.contains("claude")) {
            claude(name, all, reasons);
        } else {
            others(name, all, reasons);
        }
        atVendor(vendor, name, all, reasons);
        return all;
    }

    private static void others(String name, Set<Capability> all, boolean reasons) {
        all.add(Capability.JSON_OBJECT);
        if (name.startsWith("gemini-") && all.contains(Capability.VISION)) {
            all.add(Capability.DOCUMENTS);
        }
        if (OPENAI_REASONING.test(name) && !OPENAI_PLAIN.test(name)) {
            all.remove(Capability.SAMPLING);
            all.remove(Capability.STOP);
        }
        if (reasons) {
            boolean gemini3 = name.startsWith("gemini-3");
            if (gemini3 || GEMINI_BUDGET.test(name)) {
                all.add(Capability.THINKING_BUDGET);
            }
            // Gemini 3 has levels, and still takes the budgets of those before it.
            if (gemini3 || !GEMINI_BUDGET.test(name)) {
                all.add(Capability.REASONING_EFFORT);
            }
        }
    }

    /** What the server before the model adds or refuses, whatever the model; lists tell of the model. */
    private static void atVendor(String vendor, String name, Set<Capability> all, boolean reasons) {
        switch (vendor) {
            // Its JSON mode takes no schema; lists say otherwise.
            case "deepseek" -> all.remove(Capability.JSON_SCHEMA);
            // Converse takes a schema or nothing.
            case "bedrock" -> all.remove(Capability.JSON_OBJECT);
            case "cloudflare", "cohere", "databricks" -> all.add(Capability.JSON_SCHEMA);
            case "mistral" -> {
                if (all.contains(Capability.VISION)) {
                    all.add(Capability.DOCUMENTS);
                }
            }
            case "openrouter" -> {
                // Turned into a budget where a model takes that.
                if (reasons) {
                    all.add(Capability.REASONING_EFFORT);
                }
            }
            case "perplexity" -> {
                if (name.startsWith("sonar")) {
                    all.addAll(EnumSet.of(Capability.JSON_SCHEMA, Capability.VISION));
                }
            }
            case "xai" -> {
                all.add(Capability.JSON_SCHEMA);
                // docs.x.ai: reasoning models refuse stop sequences and penalties.
                if (reasons) {
                    all.remove(Capability.STOP);
                }
            }
            default -> {}
        }
    }

    /**
     * A bound of the input tokens of one image. The OpenAI guide counts 2833 and 5667 a tile for GPT-4o mini, eight
     * tiles at most; its newest models take images of many more pixels than those before.
     */
    static int imageTokens(String model) {
        String name = ModelNames.plain(ModelNames.base(model));
        if (name.startsWith("gpt-4o-mini")) {
            return 48_169;
        }
        return LARGE_IMAGES.test(name) ? 12_000 : 6_000;
    }

    /** Claude has no JSON mode without a schema. From Opus 4.7 on it refuses temperature and thinking budgets. */
    private static void claude(String name, Set<Capability> all, boolean reasons) {
        // Lists also mean an emulation by tools.
        all.remove(Capability.JSON_SCHEMA);
        if (CLAUDE_SCHEMA.test(name)) {
            all.add(Capability.JSON_SCHEMA);
        }
        boolean adaptive = CLAUDE_ADAPTIVE.test(name);
        if (adaptive) {
            all.remove(Capability.SAMPLING);
        }
        if (!adaptive && (reasons || CLAUDE_THINKS.test(name))) {
            all.add(Capability.THINKING_BUDGET);
        }
        if (CLAUDE_EFFORT.test(name)) {
            all.add(Capability.REASONING_EFFORT);
        }
    }
}
