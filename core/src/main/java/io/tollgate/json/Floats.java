package io.tollgate.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads a vector, without a box or a text for any of its numbers. */
final class Floats {
    private Floats() {}

    static float[] read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return floats(parser.getBinaryValue());
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("expected an array of numbers");
        }
        float[] numbers = new float[1536];
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            float number = parser.getFloatValue();
            if (!Float.isFinite(number)) {
                throw new IOException("expected a number that a float can hold");
            }
            numbers = length == numbers.length ? Arrays.copyOf(numbers, 2 * length) : numbers;
            numbers[length++] = number;
        }
        return Arrays.copyOf(numbers, length);
    }

    private static float[] floats(byte[] bytes) throws IOException {
        if (bytes.length % Float.BYTES != 0) {
            throw new IOException("expected 4 bytes for each number");
        }
        float[] numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }
}
