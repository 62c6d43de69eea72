package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialogueTest {
    private static final Message SYSTEM = Message.system("Be brief.");
    private static final Message HI = Message.user("Hi");
    private static final Message YES = Message.assistant("Yes?");
    private static final Message RESULT = Message.toolResult("c", "4");

    private static Dialogue of(Message... messages) {
        return Dialogue.of(List.of(messages), part -> !part.equals(new Content.Text("")));
    }

    @Test
    void sidesAlternateAndInstructionsStandApart() {
        Dialogue dialogue = of(HI, SYSTEM, RESULT, YES, YES, HI);
        assertThat(dialogue.instructions()).containsExactly(SYSTEM);
        assertThat(dialogue.turns())
                .containsExactly(
                        new Dialogue.Turn(Role.USER, List.of(HI, RESULT)),
                        new Dialogue.Turn(Role.ASSISTANT, List.of(YES, YES)),
                        new Dialogue.Turn(Role.USER, List.of(HI)));
        assertThat(dialogue.turns().get(0).resultsFirst()).containsExactly(RESULT, HI);
    }

    @Test
    void whatSaysNothingIsLeftOutAndPartsNoTurns() {
        assertThat(of(HI, Message.assistant(""), HI).turns())
                .containsExactly(new Dialogue.Turn(Role.USER, List.of(HI, HI)));
    }

    @Test
    void ofManyCachePointsTheFirstAndTheLastAreKeptAndNoHourFollowsFiveMinutes() {
        Message hour = HI.withCacheBreakpoint(CacheTtl.HOUR_1);
        Message minutes = HI.withCacheBreakpoint(CacheTtl.MINUTES_5);
        CachePoints points = new CachePoints(of(hour, hour, minutes, hour, HI), 3);
        assertThat(points.next(hour)).contains(CacheTtl.HOUR_1);
        assertThat(points.next(hour)).isEmpty();
        assertThat(points.next(minutes)).contains(CacheTtl.MINUTES_5);
        assertThat(points.next(hour)).contains(CacheTtl.MINUTES_5);
        assertThat(points.next(HI)).isEmpty();
    }
}
