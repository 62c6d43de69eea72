package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Plan;
import io.tollgate.Router;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a recorded call cost is never more than what would have been held for it, or the call would have been refused. */
class CostWithinHoldTest {
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
        for (Recording recording : answered()) {
            if (recording.hasRequest()) {
                check(recording);
            }
        }
        System.out.println("\nRecorded costs within their holds: " + held + ", of them " + synthetic
                + " at a synthetic price for want of a known one");
        refused.forEach(
                (reason, files) -> System.out.println("  refused " + files.size() + " for " + reason + ": " + files));
        assertThat(overruns).as("%s", String.join("\n", overruns)).isEmpty();
    }

    /** The same with the hold that the router itself makes, for what a {@code ChatRequest} can say. */
    @Test
    void everyRecordedCostIsWithinTheRoutersHold() {
        for (Recording recording : answered()) {
            if (recording.hasRequest()) {
                planned(recording);
            }
        }
        System.out.println("\nRecorded costs within the router's holds: " + held + ", of them " + synthetic
                + " at a synthetic price for want of a known one");
        refused.forEach(
                (reason, files) -> System.out.println("  not planned " + files.size() + ": " + reason + ": " + files));
        assertThat(overruns).as("%s", String.join("\n", overruns)).isEmpty();
    }

    private static List<Recording> answered() {
        return Stream.concat(
                        Vendors.recordings(Vendors.recorded()).stream().filter(recording -> Vendors.speaks(recording)),
                        Recording.of(Vendors.RESPONSES.toArray(String[]::new)).stream()
                                .filter(recording -> recording.api().equals("responses")))
                .filter(recording -> !recording.isError())
                .toList();
    }

    private void planned(Recording recording) {
        ChatRequest request;
        try {
            request = Requests.of(recording).read(recording);
        } catch (Unsaid e) {
            refuse("can't be said without extra body fields, which need extraCost: " + e.what(), recording);
            return;
        }
        Usage usage = usage(recording);
        if (usage == null) {
            return;
        }
        ModelCard card = Vendors.card(recording.vendor(), recording.model());
        Price price = price(card);
        Plan plan;
        try (Router router = Router.builder()
                .provider(Vendors.provider(recording))
                .prices(PriceCatalog.bundled().with(card.withPrice(price)))
                .budget(Budget.usd("1000000").every("1d"))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build()) {
            plan = router.plan(request);
        }
        if (plan.candidates().isEmpty()) {
            refuse(plan.skipped().get(0).reason(), recording);
            return;
        }
        Optional<Plan.Estimate> estimate = plan.candidates().get(0).estimate();
        if (estimate.isEmpty()) {
            refuse("price unknown, and so refused under a budget", recording);
            return;
        }
        compare(recording, card, price.cost(usage, NOW), estimate.get().max());
    }

    private void refuse(String reason, Recording recording) {
        refused.computeIfAbsent(reason, none -> new ArrayList<>()).add(recording.file());
    }

    private static @Nullable Usage usage(Recording recording) {
        Oracle oracle = Oracle.of(recording);
        return (recording.isStream() ? oracle.stream(recording) : oracle.whole(recording)).usage();
    }

    private static Price price(ModelCard card) {
        return card.price(NOW).orElse(SYNTHETIC);
    }

    private void compare(Recording recording, ModelCard card, Money cost, Money hold) {
        if (cost.compareTo(hold) > 0) {
            overruns.add(recording.file() + ": cost " + cost + " is above the hold " + hold);
        }
        synthetic += card.price(NOW).isPresent() ? 0 : 1;
        held.merge(recording.vendor(), 1, Integer::sum);
    }

    private void check(Recording recording) {
        Optional<String> reason = Bounds.missing(recording);
        if (reason.isPresent()) {
            refuse(reason.get(), recording);
            return;
        }
        Usage usage = usage(recording);
        if (usage == null) {
            return;
        }
        ModelCard card = Vendors.card(recording.vendor(), recording.model());
        Price price = price(card);
        Money hold = price.worstCase(Bounds.inputTokens(recording, card), Bounds.outputTokens(recording, card));
        compare(recording, card, price.cost(usage, NOW), hold);
    }
}
