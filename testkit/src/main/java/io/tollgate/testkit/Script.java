package io.tollgate.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a test told a fake vendor to do. Guarded by itself; the test's functions run outside its lock. */
final class Script {
    private static final FakeAnswer UNTOLD = FakeAnswer.text("Hello from a fake vendor.");

    private final Deque<Reply> queue = new ArrayDeque<>();
    private final Map<String, Function<Received, ? extends Reply>> answers = new HashMap<>();
    private final Map<String, Fault> faults = new HashMap<>();
    private Function<Received, ? extends Reply> answer = request -> UNTOLD;
    private @Nullable Fault fault;

    synchronized void next(List<? extends Reply> replies) {
        queue.addAll(replies);
    }

    synchronized void always(Fault fault) {
        this.fault = fault;
    }

    synchronized void always(String model, Fault fault) {
        faults.put(model, fault);
    }

    synchronized void answer(Function<Received, ? extends Reply> answer) {
        this.answer = answer;
    }

    synchronized void answer(String model, Function<Received, ? extends Reply> answer) {
        answers.put(model, answer);
    }

    synchronized void recover() {
        queue.clear();
        faults.clear();
        fault = null;
    }

    synchronized int queued() {
        return queue.size();
    }

    /** Takes the next fault if it happens before a request's body is read. */
    synchronized boolean takeUnread() {
        if (queue.peekFirst() instanceof Fault next && next.isUnread()) {
            queue.removeFirst();
            return true;
        }
        return queue.isEmpty() && fault != null && fault.isUnread();
    }

    Reply take(Received request) {
        Function<Received, ? extends Reply> answering;
        synchronized (this) {
            Reply queued = queue.pollFirst();
            if (queued != null) {
                return queued;
            }
            Fault standing = faults.getOrDefault(request.model(), fault);
            if (standing != null) {
                return standing;
            }
            answering = answering(request);
        }
        return answering.apply(request);
    }

    /** The answer that a fault may spoil. */
    FakeAnswer answer(Received request) {
        Function<Received, ? extends Reply> answering;
        synchronized (this) {
            answering = answering(request);
        }
        return answering.apply(request) instanceof FakeAnswer said ? said : UNTOLD;
    }

    private synchronized Function<Received, ? extends Reply> answering(Received request) {
        return answers.getOrDefault(request.model(), answer);
    }
}
