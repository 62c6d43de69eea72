package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What a vendor repeats of the source is blanked, wherever it stands, and nothing else is. */
class EchoTest {
    private static final String PROMPT = "The patient in room nine has a heart of glass.";

    @Test
    void aWholeRepetitionIsBlanked() {
        assertThat(Echo.without("Invalid value: '" + PROMPT + "'.", PROMPT, 16)).isEqualTo("Invalid value: '***'.");
    }

    @Test
    void aPartOfItIsBlankedFromWhereItBeginsToWhereItEnds() {
        assertThat(Echo.without("Near: 'in room nine has a heart' we stopped", PROMPT, 16))
                .isEqualTo("Near: '***' we stopped");
    }

    @Test
    void everyRepetitionIsBlanked() {
        assertThat(Echo.without(PROMPT + " and " + PROMPT, PROMPT, 16)).isEqualTo("*** and ***");
    }

    @Test
    void wordsThatBothMayUseStay() {
        assertThat(Echo.without("The patient vendor is out of room", PROMPT, 16))
                .isEqualTo("The patient vendor is out of room");
    }

    @Test
    void aShortSourceIsBlankedWhole() {
        assertThat(Echo.without("no key hunter2 here", "hunter2", 8)).isEqualTo("no key *** here");
        assertThat(Echo.without("yes or no", "no", 8)).isEqualTo("yes or no");
    }

    @Property
    void noRunOfTheSourceIsLeft(
            @ForAll @AlphaChars @StringLength(min = 30, max = 60) String source,
            @ForAll @StringLength(max = 30) String before,
            @ForAll @StringLength(max = 30) String after,
            @ForAll @IntRange(max = 14) int from) {
        String left = Echo.without(before + source.substring(from, from + 16) + after, source, 16);
        for (int i = 0; i + 16 <= source.length(); i++) {
            assertThat(left).doesNotContain(source.substring(i, i + 16));
        }
    }

    @Property
    void whatIsNotOfTheSourceStays(@ForAll String said) {
        assertThat(Echo.without(said, "0123456789abcdefghij", 16)).isEqualTo(said);
    }
}
