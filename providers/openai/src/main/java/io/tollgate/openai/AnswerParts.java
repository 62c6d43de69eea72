package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of an answer that came whole, put together. */
final class AnswerParts {
    private final List<Content> content = new ArrayList<>();
    private @Nullable Usage usage;
    private FinishReason reason = FinishReason.OTHER;
    private String rawReason = "";

    void add(ChatEvent event) {
        if (event instanceof ChatEvent.Text text) {
            addText(text.text());
        } else if (event instanceof ChatEvent.Thinking thinking) {
            addThinking(thinking);
        } else if (event instanceof ChatEvent.ToolCall call) {
            content.add(new Content.ToolCall(call.id(), call.name(), call.arguments()));
        } else if (event instanceof ChatEvent.Part part) {
            content.add(part.content());
        } else if (event instanceof ChatEvent.UsageReport report) {
            usage = report.usage();
        } else if (event instanceof ChatEvent.End end) {
            reason = end.reason();
            rawReason = end.rawReason();
        }
    }

    private void addText(String text) {
        if (last() instanceof Content.Text before) {
            content.set(content.size() - 1, new Content.Text(before.text() + text));
        } else {
            content.add(new Content.Text(text));
        }
    }

    private void addThinking(ChatEvent.Thinking more) {
        if (last() instanceof Content.Thinking before && !before.signature().isPresent()) {
            content.set(content.size() - 1, new Content.Thinking(before.text() + more.text(), more.signature()));
        } else {
            content.add(new Content.Thinking(more.text(), more.signature()));
        }
    }

    private @Nullable Content last() {
        return content.isEmpty() ? null : content.get(content.size() - 1);
    }

    Answer answer(String id) {
        Answer answer = Answer.of(content, reason, rawReason).withId(id);
        return usage == null ? answer : answer.withUsage(usage);
    }
}
