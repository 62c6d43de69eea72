package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A difference between a recorded and an encoded request that doesn't matter.
 *
 * @param reason why it doesn't
 * @param remove takes it out of a body, the recorded and the encoded one alike
 */
record Allowed(String reason, Consumer<ObjectNode> remove) {
    /** One that may be in any object of a body. */
    static Allowed anywhere(String reason, Consumer<ObjectNode> remove) {
        return new Allowed(reason, body -> everywhere(body, remove));
    }

    /** That a member with this value, in JSON, means the same as no such member. */
    static Consumer<ObjectNode> ifEqual(String member, String value) {
        return node -> {
            if (node.path(member).toString().equals(value)) {
                node.remove(member);
            }
        };
    }

    /** That a member has an old and a new name. */
    static Consumer<ObjectNode> renamed(String from, String to) {
        return node -> {
            if (node.has(from)) {
                node.set(to, node.remove(from));
            }
        };
    }

    private static void everywhere(JsonNode node, Consumer<ObjectNode> change) {
        if (node instanceof ObjectNode object) {
            change.accept(object);
        }
        node.forEach(each -> everywhere(each, change));
    }
}
