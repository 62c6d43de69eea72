package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a recorded call cost is never more than what would have been held for it, or the call would have been refused. */
class CostWithinHoldTest {
    private static final Set<String> CHAT = Set.of("chat", "messages", "gemini");

    /** In force for all prices of the recordings. */
    private static final Instant NOW = Recording.RECEIVED;

    private static final Price SYNTHETIC =
            Price.perMillion("1", "4").withCacheWrite("1.25").withCacheWriteHour("2");

    private final Map<String, Integer> held = new TreeMap<>();
    private final Map<String, List<String>> refused = new TreeMap<>();
    private final List<String> overruns = new ArrayList<>();
    private int synthetic;

    @Test
    void everyRecordedCostIsWithinItsHoldOrItsRequestRefused() {
        for (Recording recording : Recording.of(Vendors.NAMES.toArray(String[]::new))) {
            if (recording.hasRequest() && !recording.isError() && CHAT.contains(recording.api())) {
                check(recording);
            }
        }
        System.out.println("\nRecorded costs within their holds: " + held + ", of them " + synthetic
                + " at a synthetic price for want of a known one");
        refused.forEach(
                (reason, files) -> System.out.println("  refused " + files.size() + " for " + reason + ": " + files));
        assertThat(overruns).as("%s", String.join("\n", overruns)).isEmpty();
    }

    private void check(Recording recording) {
        Optional<String> reason = Bounds.missing(recording);
        Oracle oracle = Oracle.of(recording.vendor());
        Usage usage = (recording.isStream() ? oracle.stream(recording) : oracle.whole(recording)).usage();
        if (reason.isPresent()) {
            refused.computeIfAbsent(reason.get(), none -> new ArrayList<>()).add(recording.file());
            return;
        }
        if (usage == null) {
            return;
        }
        ModelCard card = Vendors.card(recording.vendor(), recording.model());
        Price price = card.price(NOW).orElse(SYNTHETIC);
        Money hold = price.worstCase(Bounds.inputTokens(recording, card), Bounds.outputTokens(recording, card));
        Money cost = price.cost(usage, NOW);
        if (cost.compareTo(hold) > 0) {
            overruns.add(recording.file() + ": cost " + cost + " is above the hold " + hold + "; usage " + usage);
        }
        synthetic += card.price(NOW).isPresent() ? 0 : 1;
        held.merge(recording.vendor(), 1, Integer::sum);
    }
}
