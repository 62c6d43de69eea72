package io.tollgate.spi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Ids of tool calls made by one vendor, for another that takes fewer characters. */
public final class CallIds {
    private CallIds() {}

    /**
     * This id if the vendor takes it, else one of small letters and digits that depends on it alone, so that a call and
     * its result keep the same.
     *
     * @param taken the ids that the vendor takes
     * @param length of the other id; 9 are enough to tell apart the calls of a conversation, and 40 the most
     */
    public static String fitting(String id, Pattern taken, int length) {
        if (taken.matcher(id).matches()) {
            return id;
        }
        // A bit above the hash, so that none is short of digits.
        String digits = new BigInteger(1, hash(id)).setBit(256).toString(Character.MAX_RADIX);
        return digits.substring(digits.length() - length);
    }

    private static byte[] hash(String id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256, which every JDK has", e);
        }
    }
}
