package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Reads one recorded vector: an array of numbers, or little-endian floats in base64. */
final class Vectors {
    private Vectors() {}

    static float[] of(JsonNode node) {
        if (node.isTextual()) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(node.asText())).order(ByteOrder.LITTLE_ENDIAN);
            float[] vector = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vector);
            return vector;
        }
        float[] vector = new float[node.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(node.get(i).asText());
        }
        return vector;
    }
}
