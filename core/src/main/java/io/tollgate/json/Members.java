package io.tollgate.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.chat.Tool;
import io.tollgate.spi.Dialogue;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Writes the members of one JSON object, straight to its bytes; what is empty or absent is left out. */
public final class Members {
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

    private final JsonGenerator json;

    Members(JsonGenerator json) {
        this.json = json;
    }

    /** What to write into an object. */
    @FunctionalInterface
    public interface Nested {
        /** Writes the members of the object. */
        void write(Members object) throws IOException, FailureException;
    }

    /**
     * What to write into the object of each of several things.
     *
     * @param <T> what they are
     */
    @FunctionalInterface
    public interface Each<T> {
        /** Writes the members of the object. */
        void write(Members object, T one) throws IOException, FailureException;
    }

    /** What to write of one message into an array. */
    @FunctionalInterface
    public interface Said {
        /** Writes the elements that are its parts. */
        void write(Elements array, Message message) throws IOException, FailureException;
    }

    /** What to write into an array. */
    @FunctionalInterface
    public interface Listed {
        /** Writes the elements of the array. */
        void write(Elements array) throws IOException, FailureException;
    }

    /** A member with this text, which may be empty. */
    public Members put(String name, String text) throws IOException {
        json.writeStringField(name, text);
        return this;
    }

    /** A member with this text, if there is any. */
    public Members putAny(String name, String text) throws IOException {
        return text.isEmpty() ? this : put(name, text);
    }

    /** A member with this truth. */
    public Members put(String name, boolean truth) throws IOException {
        json.writeBooleanField(name, truth);
        return this;
    }

    /** A member that is true, if this is; left out it means false. */
    public Members flag(String name, boolean is) throws IOException {
        return is ? put(name, true) : this;
    }

    /** A member with this number. */
    public Members put(String name, long number) throws IOException {
        json.writeNumberField(name, number);
        return this;
    }

    /** A member with this number, if there is one. */
    public Members put(String name, OptionalInt number) throws IOException {
        return number.isPresent() ? put(name, number.getAsInt()) : this;
    }

    /** A member with this number, if there is one. */
    public Members put(String name, OptionalLong number) throws IOException {
        return number.isPresent() ? put(name, number.getAsLong()) : this;
    }

    /** A member with this number, if there is one. */
    public Members put(String name, OptionalDouble number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(name, number.getAsDouble());
        }
        return this;
    }

    /** A member with this truth, if there is one. */
    public Members put(String name, Optional<Boolean> truth) throws IOException {
        return truth.isPresent() ? put(name, truth.get().booleanValue()) : this;
    }

    /** A member with an object in it. */
    public Members object(String name, Nested members) throws IOException, FailureException {
        json.writeObjectFieldStart(name);
        members.write(this);
        json.writeEndObject();
        return this;
    }

    /** A member with an array in it. */
    public Members array(String name, Listed elements) throws IOException, FailureException {
        json.writeArrayFieldStart(name);
        elements.write(new Elements(json));
        json.writeEndArray();
        return this;
    }

    /** A member with an object for each of these, if there are any. */
    public <T> Members objects(String name, List<T> all, Each<T> each) throws IOException, FailureException {
        if (all.isEmpty()) {
            return this;
        }
        return array(name, array -> {
            for (T one : all) {
                array.object(object -> each.write(object, one));
            }
        });
    }

    /** A member with these texts, if there are any. */
    public Members texts(String name, Iterable<String> texts) throws IOException, FailureException {
        return texts.iterator().hasNext() ? array(name, elements -> elements.texts(texts)) : this;
    }

    /** A member with an object of the app's, as {@link Json#object(JsonGenerator, String, String, String)} does it. */
    public Members object(String name, String object, String what) throws IOException, FailureException {
        Json.object(json, name, object, what);
        return this;
    }

    /** The members of something typed that is all words: {@code {"type": "text", "text": …}}, or thoughts likewise. */
    public Members words(String type, String words) throws IOException {
        return put("type", type).put(type, words);
    }

    /** The members of a picture with its URL: {@code {"type": "image_url", "image_url": {"url": …}}}, else as {@link #url}. */
    public Members imageUrl(String vendor, Media media) throws IOException, FailureException {
        return put("type", "image_url").object("image_url", shown -> shown.url("url", "image: " + vendor, media));
    }

    /** The members of a tool, a choice or a call that is a function: {@code {"type": "function", "function": {…}}}. */
    public Members function(Nested members) throws IOException, FailureException {
        return put("type", "function").object("function", members);
    }

    /** The members of a call, with its arguments as a text: {@code {id, type, function: {name, arguments}}}. */
    public Members call(String id, Content.ToolCall call) throws IOException, FailureException {
        return put("id", id)
                .function(function -> function.put("name", call.name()).put("arguments", call.arguments()));
    }

    /** What a tool is: its name, its description if there is one, and under this name its schema. */
    public Members tool(Tool tool, String schemaName) throws IOException, FailureException {
        return put("name", tool.name())
                .putAny("description", tool.description())
                .schema(schemaName, tool);
    }

    /** A member with the schema of a tool's arguments: that of any object, if it has none. */
    public Members schema(String name, Tool tool) throws IOException, FailureException {
        String schema = tool.parameters().isBlank() ? "{\"type\":\"object\"}" : tool.parameters();
        return object(name, schema, "the parameters of tool " + tool.name());
    }

    /**
     * The members {@code system}, if there are instructions, and {@code messages}: turns with a {@code role} and a {@code
     * content}, in which the results of tools are first, or models miss them.
     *
     * @param vendor who wants it, for the message if nothing is said
     * @param each writes the parts of one message
     * @throws FailureException UNSUPPORTED, if there are no turns
     */
    public void dialogue(String vendor, Dialogue dialogue, Said each) throws IOException, FailureException {
        if (dialogue.turns().isEmpty()) {
            throw FailureException.unsupported("messages: " + vendor
                    + " wants at least one that isn't instructions and isn't blank, but the request has none");
        }
        if (!dialogue.instructions().isEmpty()) {
            array("system", array -> all(array, dialogue.instructions(), each));
        }
        objects("messages", dialogue.turns(), (said, turn) -> said.put(
                        "role", turn.role() == Role.ASSISTANT ? "assistant" : "user")
                .array("content", array -> all(array, turn.resultsFirst(), each)));
    }

    private static void all(Elements array, List<Message> messages, Said each) throws IOException, FailureException {
        for (Message message : messages) {
            each.write(array, message);
        }
    }

    /** A member with a call's arguments as an object: what the model wrote that is none, stands in one under a name. */
    public Members arguments(String name, String arguments) throws IOException, FailureException {
        if (Json.isObject(arguments)) {
            return raw(name, arguments);
        }
        // So the model sees what it wrote when it was cut off.
        return object(name, object -> object.put("INVALID_JSON", arguments));
    }

    /**
     * A member with a call's arguments, for a vendor that takes nothing but an object.
     *
     * @throws FailureException UNSUPPORTED, if the model wrote none
     */
    public Members arguments(String name, Content.ToolCall call, String vendor) throws IOException, FailureException {
        if (!Json.isObject(call.arguments())) {
            throw FailureException.unsupported("messages: " + vendor
                    + " takes a JSON object as the arguments of tool call " + call.id() + ", but got something else");
        }
        return raw(name, call.arguments());
    }

    /** A member that is JSON already. */
    public Members raw(String name, String value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(value);
        return this;
    }

    /**
     * A member with the URL where media are, or with one that has their bytes in it.
     *
     * @param who takes what, for the message, such as {@code image: Cohere}
     * @throws FailureException UNSUPPORTED, if no such URL can be made
     */
    public Members url(String name, String who, Media media) throws IOException, FailureException {
        String url = media.url().orElse("");
        if (url.startsWith("gs:")) {
            throw FailureException.unsupported(who + " reads no gs URL; use https or the bytes");
        }
        if (!url.isEmpty()) {
            return put(name, url);
        }
        if (!MEDIA_TYPE.matcher(media.type()).matches()) {
            throw FailureException.unsupported(
                    who + " takes a media type such as image/png, but got one with parameters"
                            + " or characters that none has");
        }
        return base64(name, "data:" + media.type() + ";base64,", media.bytes());
    }

    /** A member with bytes in base64 behind a prefix, which is written as it is. */
    public Members base64(String name, String prefix, byte[] bytes) throws IOException {
        json.writeFieldName(name);
        Json.base64(json, prefix, bytes);
        return this;
    }
}
