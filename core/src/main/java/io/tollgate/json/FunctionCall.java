package io.tollgate.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Signature;
import io.tollgate.spi.FailureException;

/**
 * A call of a function, or a piece of one, as several vendors tell it: {@code {id, function: {name, arguments}}}.
 *
 * @param id empty if none is told
 * @param name empty if none is told
 * @param arguments the text of an object, or a piece of that; empty if none are told
 */
public record FunctionCall(String id, String name, String arguments) {
    /** The call that this tells, whose arguments may be an object or the text of one. */
    public static FunctionCall of(JsonNode told) {
        JsonNode function = told.path("function");
        JsonNode arguments = function.path("arguments");
        return new FunctionCall(
                told.path("id").asText(""),
                function.path("name").asText(""),
                arguments.isObject() ? arguments.toString() : arguments.asText(""));
    }

    /**
     * The call, or the first piece of it, as an event.
     *
     * @param index which of the answer's calls it is
     * @param otherwise its id, if the vendor gave none
     * @param signature what the vendor wants back with it
     * @throws FailureException BAD_ANSWER, if it has no name
     */
    public ChatEvent.ToolCall event(int index, String otherwise, Signature signature) throws FailureException {
        if (name.isEmpty()) {
            throw FailureException.badAnswer("expected a tool call with a name, but got one without");
        }
        return new ChatEvent.ToolCall(index, id.isEmpty() ? otherwise : id, name, arguments, signature);
    }
}
