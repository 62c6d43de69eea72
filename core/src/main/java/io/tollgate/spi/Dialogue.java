package io.tollgate.spi;

import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A conversation for a format in which instructions stand apart and turns alternate between the user and the model.
 *
 * @param instructions messages of the system's, in their order
 * @param turns what is said, in its order
 */
public record Dialogue(List<Message> instructions, List<Turn> turns) {
    /**
     * What one side says without the other in between.
     *
     * @param role ASSISTANT, or USER, who gives the results of tools as well
     * @param messages in their order; at least one
     */
    public record Turn(Role role, List<Message> messages) {
        /** The messages, but the results of tools before all others, as some vendors want them. */
        public List<Message> resultsFirst() {
            return messages.stream()
                    .sorted(Comparator.comparing(message -> message.role() != Role.TOOL))
                    .toList();
        }
    }

    /**
     * The dialogue in these messages, without those in which no part says anything to the vendor.
     *
     * @param says whether a part does
     */
    public static Dialogue of(List<Message> messages, Predicate<Content> says) {
        List<Message> instructions = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            if (message.content().stream().anyMatch(says)) {
                (message.role() == Role.SYSTEM ? instructions : turn(turns, message.role())).add(message);
            }
        }
        return new Dialogue(instructions, turns);
    }

    private static List<Message> turn(List<Turn> turns, Role speaker) {
        Role side = speaker == Role.ASSISTANT ? Role.ASSISTANT : Role.USER;
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != side) {
            turns.add(new Turn(side, new ArrayList<>()));
        }
        return turns.get(turns.size() - 1).messages();
    }
}
