package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.spi.Answer;
import java.util.List;
import java.util.StringJoiner;

/** All that an answer or a stream says, a line for each part or event: what a fixture expects. */
final class Told {
    private final StringJoiner lines = new StringJoiner("\n");

    private Told() {}

    static String of(Answer answer) {
        Told told = new Told();
        answer.content().forEach(told::part);
        answer.citations().forEach(told::cited);
        answer.usage().ifPresent(usage -> told.line("usage", usage.toString()));
        told.line("end", answer.finishReason().name(), quoted(answer.rawFinishReason()));
        if (!answer.id().isEmpty()) {
            told.line("id", quoted(answer.id()));
        }
        return told.lines.toString();
    }

    static String of(List<ChatEvent> events) {
        Told told = new Told();
        events.forEach(told::event);
        return told.lines.toString();
    }

    private void part(Content part) {
        if (part instanceof Content.Text text) {
            line("text", quoted(text.text()), signed(text.signature()));
        } else if (part instanceof Content.Thinking thinking) {
            line("thinking", quoted(thinking.text()), signed(thinking.signature()));
        } else if (part instanceof Content.ToolCall call) {
            line("call", quoted(call.id()), quoted(call.name()), call.arguments(), signed(call.signature()));
        } else if (part instanceof Content.Opaque opaque) {
            line("opaque", opaque.vendor(), opaque.type(), opaque.json());
        } else {
            line(part.toString());
        }
    }

    private void event(ChatEvent event) {
        if (event instanceof ChatEvent.Text text) {
            line("text", quoted(text.text()), signed(text.signature()));
        } else if (event instanceof ChatEvent.Thinking thinking) {
            line("thinking", quoted(thinking.text()), signed(thinking.signature()));
        } else if (event instanceof ChatEvent.ToolCall call) {
            String begun = call.id().isEmpty() && call.name().isEmpty() ? "" : quoted(call.id());
            String name = begun.isEmpty() ? "" : quoted(call.name());
            line("call " + call.index(), begun, name, call.arguments(), signed(call.signature()));
        } else if (event instanceof ChatEvent.Part part) {
            part(part.content());
        } else if (event instanceof ChatEvent.Cited cited) {
            cited(cited.citation());
        } else if (event instanceof ChatEvent.UsageReport report) {
            line("usage", report.usage().toString());
        } else if (event instanceof ChatEvent.End end) {
            line("end", end.reason().name(), quoted(end.rawReason()));
        }
    }

    private void cited(Citation citation) {
        line("cited", quoted(citation.source()), quoted(citation.title()), quoted(citation.quote()));
    }

    private static String signed(Signature signature) {
        return signature.isPresent() ? "signed by " + signature.vendor() + " " + quoted(signature.value()) : "";
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private void line(String... words) {
        StringJoiner line = new StringJoiner(" ");
        for (String word : words) {
            if (!word.isEmpty()) {
                line.add(word.replace("\r", "\\r").replace("\n", "\\n"));
            }
        }
        lines.add(line.toString());
    }
}
