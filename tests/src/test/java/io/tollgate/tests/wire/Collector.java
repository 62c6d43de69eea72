package io.tollgate.tests.wire;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Brings a codec's output into the form of {@link Held}, by the contract of the events and by nothing else. */
final class Collector {
    /** One call in the making, at the place of its first piece. */
    private static final class Pieces {
        String id = "";
        String name = "";
        String signature = "";
        final StringBuilder arguments = new StringBuilder();
    }

    private final String vendor;
    private final List<Object> order = new ArrayList<>();
    private final TreeMap<Integer, Pieces> calls = new TreeMap<>();
    private final Held held = new Held();

    private Collector(String vendor) {
        this.vendor = vendor;
    }

    /** What a whole answer holds. */
    static Held of(String vendor, Answer answer) {
        Collector collector = new Collector(vendor);
        answer.content().forEach(collector::put);
        collector.held.finish(answer.finishReason(), answer.rawFinishReason());
        answer.usage().ifPresent(collector.held::usage);
        collector.held.id(answer.id());
        answer.citations().forEach(collector::cite);
        return collector.held;
    }

    /** What a stream holds, up to its end or its failure. */
    static Held of(String vendor, ChatCodec codec, Headers headers, InputStream body) throws IOException {
        Collector collector = new Collector(vendor);
        ChatEvents events = codec.decodeStream(headers, body);
        try {
            for (ChatEvent event = events.next(); event != null; event = events.next()) {
                collector.add(event);
            }
        } catch (FailureException e) {
            collector.held.failed(Failed.of(e.failure()));
        }
        return collector.collected();
    }

    private void add(ChatEvent event) {
        if (event instanceof ChatEvent.ToolCall piece) {
            call(piece);
        } else if (event instanceof ChatEvent.UsageReport report) {
            Usage usage = report.usage();
            held.usage(usage);
        } else if (event instanceof ChatEvent.Cited cited) {
            cite(cited.citation());
        } else if (event instanceof ChatEvent.End end) {
            if (held.finish() != null) {
                throw new AssertionError("a second end: " + end);
            }
            held.finish(end.reason(), end.rawReason());
        } else {
            order.add(event);
        }
    }

    private void cite(Citation citation) {
        if (held.citations().contains(citation)) {
            throw new AssertionError("expected each source once, but got " + citation.source() + " again");
        }
        held.cited(citation);
    }

    private void call(ChatEvent.ToolCall piece) {
        Pieces pieces = calls.get(piece.index());
        if (pieces == null) {
            if (piece.index() != calls.size()
                    || piece.id().isEmpty()
                    || piece.name().isEmpty()) {
                throw new AssertionError(
                        "expected call " + calls.size() + " to begin with its id and name, but got " + piece);
            }
            pieces = new Pieces();
            pieces.id = piece.id();
            pieces.name = piece.name();
            calls.put(piece.index(), pieces);
            order.add(pieces);
        } else if (!piece.id().isEmpty() || !piece.name().isEmpty()) {
            throw new AssertionError("expected id and name once, but got " + piece);
        }
        pieces.arguments.append(piece.arguments());
        if (piece.signature().isPresent()) {
            pieces.signature = value(piece.signature());
        }
    }

    private Held collected() {
        StringBuilder thoughts = new StringBuilder();
        for (Object each : order) {
            if (each instanceof ChatEvent.Thinking thinking) {
                thoughts.append(thinking.text());
                if (thinking.signature().isPresent()) {
                    held.thinking(thoughts.toString(), value(thinking.signature()));
                    thoughts.setLength(0);
                }
                continue;
            }
            held.thinking(thoughts.toString(), "");
            thoughts.setLength(0);
            if (each instanceof ChatEvent.Text text) {
                held.text(text.text(), value(text.signature()));
            } else if (each instanceof Pieces pieces) {
                held.call(pieces.id, pieces.name, arguments(pieces.arguments.toString()), pieces.signature);
            } else if (each instanceof ChatEvent.Part part) {
                put(part.content());
            }
        }
        held.thinking(thoughts.toString(), "");
        return held;
    }

    private void put(Content content) {
        if (content instanceof Content.Text text) {
            held.text(text.text(), value(text.signature()));
        } else if (content instanceof Content.Thinking thinking) {
            held.thinking(thinking.text(), value(thinking.signature()));
        } else if (content instanceof Content.ToolCall call) {
            held.call(call.id(), call.name(), arguments(call.arguments()), value(call.signature()));
        } else if (content instanceof Content.Opaque opaque) {
            if (!opaque.vendor().equals(vendor)) {
                throw new AssertionError("expected an opaque part of " + vendor + ", but it is of " + opaque.vendor());
            }
            held.opaque(opaque.type(), opaque.json());
        } else {
            throw new AssertionError("a part that no model sends: " + content.getClass());
        }
    }

    /** A call without arguments is one with an empty object. */
    private static String arguments(String arguments) {
        return arguments.isBlank() ? "{}" : arguments;
    }

    private String value(Signature signature) {
        if (signature.isPresent() && !Vendors.signers(vendor).contains(signature.vendor())) {
            throw new AssertionError("expected a signature of " + vendor + ", but it is of " + signature.vendor());
        }
        return signature.value();
    }
}
