package io.tollgate.ledger.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a server is set up, as it says itself in {@code INFO}. */
record Setup(Map<String, String> settings) {
    static Setup of(List<?> sections) {
        Map<String, String> settings = new HashMap<>();
        for (Object section : sections) {
            for (String line : String.valueOf(section).split("\r?\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    settings.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        }
        return new Setup(Map.copyOf(settings));
    }

    /** Why no ledger may be kept there; empty if it may. */
    String problem() {
        String version = settings.getOrDefault("redis_version", "");
        if (!version.isEmpty() && !isNewEnough(version)) {
            return "expected Redis 6.2 or newer, but the server is Redis " + version;
        }
        String policy = settings.getOrDefault("maxmemory_policy", "noeviction");
        return policy.equals("noeviction")
                ? ""
                : "expected a Redis server that drops nothing when its memory is full, but its maxmemory-policy is "
                        + policy + "; set it to noeviction, or give the ledger a server of its own";
    }

    private static boolean isNewEnough(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return major > 6 || (major == 6 && minor >= 2);
        } catch (NumberFormatException e) {
            // A server that counts otherwise: the scripts tell if it can't run them.
            return true;
        }
    }

    boolean isAppendOnly() {
        return settings.getOrDefault("aof_enabled", "0").equals("1");
    }
}
