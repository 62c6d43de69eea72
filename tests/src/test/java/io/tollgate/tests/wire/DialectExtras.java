package io.tollgate.tests.wire;

import java.util.ArrayList;
import java.util.List;

/** Members that vendors of OpenAI's dialect take, and that OpenAI doesn't describe. */
final class DialectExtras {
    private static final Allowed THOUGHTS = Allowed.anywhere(
            "models that think want their thoughts back with the results of tools",
            node -> node.remove("reasoning_content"));

    private static final Allowed THINKING =
            new Allowed("thinking is switched by an object", body -> body.remove("thinking"));

    private DialectExtras() {}

    /** What this vendor takes; of OpenAI, none. */
    static List<Allowed> of(String vendor) {
        List<Allowed> extras = new ArrayList<>();
        switch (vendor) {
            case "deepseek", "moonshot", "zai" -> {
                extras.add(THOUGHTS);
                extras.add(THINKING);
            }
            case "xai", "venice", "llamacpp" -> extras.add(THOUGHTS);
            case "alibaba" ->
                extras.add(new Allowed(
                        "thinking is switched by a flag and bounded by a number",
                        body -> body.remove(List.of("enable_thinking", "thinking_budget"))));
            case "nvidia" ->
                extras.add(new Allowed(
                        "vectors are made for texts that are searched, or are searched for",
                        body -> body.remove("input_type")));
            case "minimax" -> {
                extras.add(new Allowed(
                        "thoughts come apart from the text only if asked for", body -> body.remove("reasoning_split")));
                extras.add(Allowed.anywhere(
                        "thoughts are wanted back as they came", node -> node.remove("reasoning_details")));
            }
            case "openrouter" -> {
                extras.add(new Allowed("a number bounds thoughts", body -> body.remove("reasoning")));
                extras.add(Allowed.anywhere(
                        "the end of a message may be marked for the cache", node -> node.remove("cache_control")));
            }
            default -> {}
        }
        return extras;
    }
}
