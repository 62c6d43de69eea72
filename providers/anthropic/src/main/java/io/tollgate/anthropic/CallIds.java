package io.tollgate.anthropic;

import java.util.regex.Pattern;

/** Ids of tool calls, which other vendors make of any characters: Anthropic takes letters, digits, '_' and '-'. */
final class CallIds {
    private static final int MAX = 64;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1," + MAX + "}");
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9_-]");

    private CallIds() {}

    /** This id if it can be sent, else one that depends on it alone, so that a call and its result keep the same. */
    static String sendable(String id) {
        if (VALID.matcher(id).matches()) {
            return id;
        }
        String hash = "_" + Integer.toHexString(id.hashCode());
        String plain = OTHERS.matcher(id).replaceAll("_");
        return plain.substring(0, Math.min(plain.length(), MAX - hash.length())) + hash;
    }
}
