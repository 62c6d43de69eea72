package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each vendor demands of the body of a conversation with calls and results; a line for each breach. */
final class BodyRules {
    private final List<String> breaches = new ArrayList<>();

    private BodyRules() {}

    static List<String> breaches(String vendor, JsonNode body) {
        BodyRules rules = new BodyRules();
        switch (vendor) {
            case "openai", "deepseek" -> rules.openAi(vendor, body);
            case "mistral" -> {
                rules.openAi(vendor, body);
                rules.mistral(body);
            }
            case Vendors.RESPONSES_API -> rules.responses(body);
            case "anthropic" -> rules.anthropic(body);
            case "gemini" -> rules.gemini(body);
            default -> throw new IllegalArgumentException("expected a vendor, but got " + vendor);
        }
        return rules.breaches;
    }

    private void rule(boolean kept, String breach) {
        if (!kept) {
            breaches.add(breach);
        }
    }

    private void openAi(String vendor, JsonNode body) {
        JsonNode messages = body.path("messages");
        String first = messages.path(0).path("role").asText();
        rule(first.equals("system") || first.equals("developer"), "the first message is of " + first);
        int calls = 0;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            boolean unknown = message.has("reasoning_content") && !vendor.equals("deepseek");
            rule(!unknown, "reasoning_content isn't a field of the vendor's messages");
            Set<String> ids = new LinkedHashSet<>();
            for (JsonNode call : message.path("tool_calls")) {
                String id = call.path("id").asText();
                rule(id.matches("[!-~]{1,40}"), "a call's id \"" + id + "\" isn't 1 to 40 characters");
                rule(ids.add(id), "two calls have the id " + id);
                rule(
                        Json.tryRead(call.path("function").path("arguments").asText())
                                .isObject(),
                        "arguments that aren't an object in a string");
                calls++;
            }
            for (int k = 1; !ids.isEmpty(); k++) {
                JsonNode result = messages.path(i + k);
                if (!result.path("role").asText().equals("tool")) {
                    rule(false, "calls without a result: " + ids);
                    break;
                }
                String id = result.path("tool_call_id").asText();
                rule(ids.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                rule(!result.path("content").isMissingNode(), "a result without content");
            }
        }
        rule(calls == 2, "expected 2 calls, found " + calls);
    }

    /** Error codes 3230 and 3280 of its glossary. */
    private void mistral(JsonNode body) {
        String before = "";
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            rule(!(before.equals("tool") && role.equals("user")), "a user's message after a tool's");
            rule(!role.equals("system") || before.isEmpty() || before.equals("system"), "a late system message");
            before = role;
            for (JsonNode call : message.path("tool_calls")) {
                rule(call.path("id").asText().matches("[a-zA-Z0-9]{9}"), "a call's id that isn't of nine characters");
            }
        }
        rule(before.equals("user") || before.equals("tool"), "the last message is of " + before);
    }

    private void responses(JsonNode body) {
        rule(body.path("instructions").asText().contains("Be brief."), "the instruction isn't in instructions");
        rule(!body.path("store").asBoolean(true), "the vendor is to store it");
        Set<String> open = new LinkedHashSet<>();
        int calls = 0;
        for (JsonNode item : body.path("input")) {
            String type = item.path("type").asText("");
            String id = item.path("call_id").asText();
            if (type.equals("function_call")) {
                rule(id.matches("[!-~]{1,64}"), "a call's id \"" + id + "\" isn't 1 to 64 characters");
                rule(open.add(id), "two calls have the id " + id);
                rule(Json.tryRead(item.path("arguments").asText()).isObject(), "arguments that aren't an object");
                calls++;
            } else if (type.equals("function_call_output")) {
                rule(open.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                rule(!item.path("output").isMissingNode(), "a result without output");
            } else if (item.has("role")) {
                rule(open.isEmpty(), "calls without a result before the next message: " + open);
                rule(!item.path("content").isEmpty() || item.path("content").isTextual(), "an empty message");
            }
        }
        rule(open.isEmpty(), "calls without a result: " + open);
        rule(calls == 2, "expected 2 calls, found " + calls);
    }

    private void anthropic(JsonNode body) {
        rule(body.path("system").toString().contains("Be brief."), "the instruction isn't in system");
        rule(body.path("max_tokens").asInt() > 0, "no max_tokens");
        JsonNode messages = body.path("messages");
        Set<String> open = new LinkedHashSet<>();
        int calls = 0;
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asText();
            rule(role.equals(i % 2 == 0 ? "user" : "assistant"), "message " + i + " is of " + role);
            boolean others = false;
            for (JsonNode block : messages.get(i).path("content")) {
                String type = block.path("type").asText();
                if (type.equals("tool_result")) {
                    String id = block.path("tool_use_id").asText();
                    rule(open.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                    rule(!others, "a result after other content of its message");
                } else {
                    others = true;
                }
                rule(
                        !type.equals("thinking")
                                || !block.path("signature").asText("").isEmpty(),
                        "thoughts without a signature");
                rule(!type.equals("text") || !block.path("text").asText().isBlank(), "a blank text");
            }
            rule(open.isEmpty(), "calls without a result in the next message: " + open);
            open.clear();
            for (JsonNode block : messages.get(i).path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    String id = block.path("id").asText();
                    rule(id.matches("[a-zA-Z0-9_-]+"), "a call's id \"" + id + "\" is outside of Anthropic's alphabet");
                    rule(open.add(id), "two calls have the id " + id);
                    rule(block.path("input").isObject(), "an input that isn't an object");
                    calls++;
                }
            }
        }
        rule(calls == 2, "expected 2 calls, found " + calls);
    }

    private void gemini(JsonNode body) {
        rule(
                body.path("systemInstruction").toString().contains("Be brief."),
                "the instruction isn't in systemInstruction");
        JsonNode contents = body.path("contents");
        List<JsonNode> open = new ArrayList<>();
        int calls = 0;
        for (int i = 0; i < contents.size(); i++) {
            String role = contents.get(i).path("role").asText();
            rule(role.equals(i % 2 == 0 ? "user" : "model"), "content " + i + " is of " + role);
            List<JsonNode> results = new ArrayList<>();
            contents.get(i).path("parts").forEach(part -> {
                if (part.has("functionResponse")) {
                    results.add(part.path("functionResponse"));
                }
            });
            answered(open, results);
            open.clear();
            for (JsonNode part : contents.get(i).path("parts")) {
                rule(part.size() > 0, "an empty part");
                if (part.has("functionCall")) {
                    open.add(part.path("functionCall"));
                    rule(part.path("functionCall").path("args").isObject(), "args that aren't an object");
                    calls++;
                }
            }
        }
        rule(calls == 2, "expected 2 calls, found " + calls);
    }

    private void answered(List<JsonNode> calls, List<JsonNode> results) {
        rule(calls.size() == results.size(), calls.size() + " calls, but " + results.size() + " results");
        Map<String, String> names = new HashMap<>();
        calls.forEach(
                call -> names.put(call.path("id").asText(""), call.path("name").asText()));
        for (int i = 0; i < Math.min(calls.size(), results.size()); i++) {
            JsonNode result = results.get(i);
            String id = result.path("id").asText("");
            rule(names.containsKey(id), "a result of the call " + id + ", which isn't there");
            rule(
                    calls.get(i).path("name").equals(result.path("name")),
                    "result " + i + " of another function than call " + i);
            rule(result.path("response").isObject(), "a response that isn't an object");
        }
    }
}
