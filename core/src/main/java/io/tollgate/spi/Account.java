package io.tollgate.spi;

import io.tollgate.key.KeySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A vendor's account under an id: where it is, how its key is read, what each call carries. Immutable.
 */
public final class Account {
    private final String id;
    private final String vendor;
    private final String baseUrl;
    private final KeySource keySource;
    private final Map<String, String> headers;
    private final Map<String, String> deployments;

    private Account(
            String id,
            String vendor,
            String baseUrl,
            KeySource keySource,
            Map<String, String> headers,
            Map<String, String> deployments) {
        this.id = id;
        this.vendor = vendor;
        this.baseUrl = baseUrl;
        this.keySource = keySource;
        this.headers = headers;
        this.deployments = deployments;
    }

    /**
     * An account.
     *
     * @param id how the app names it, such as {@code openai-eu}; letters, digits, {@code . _ -}
     * @param vendor whose API it speaks; the catalogue's key and {@code gen_ai.provider.name}
     * @throws IllegalArgumentException if the id has another character, or the URL isn't https, or http to this machine
     */
    public static Account of(String id, String vendor, String baseUrl, KeySource keySource) {
        return new Account(checkId(id), vendor, checkUrl(baseUrl, false), keySource, Map.of(), Map.of());
    }

    /** This account under another id. */
    public Account withId(String id) {
        return new Account(checkId(id), vendor, baseUrl, keySource, headers, deployments);
    }

    /** This account at another address: https, or http to this machine. */
    public Account withBaseUrl(String baseUrl) {
        return new Account(id, vendor, checkUrl(baseUrl, false), keySource, headers, deployments);
    }

    /** This account at an address that may be plain http anywhere: whoever listens on the way reads the key. */
    public Account withPlainHttpBaseUrl(String baseUrl) {
        return new Account(id, vendor, checkUrl(baseUrl, true), keySource, headers, deployments);
    }

    /** This account with its key from elsewhere. */
    public Account withKeySource(KeySource keySource) {
        return new Account(id, vendor, baseUrl, keySource, headers, deployments);
    }

    /** This account with one more header on each call. */
    public Account withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        Headers.of(more);
        return new Account(id, vendor, baseUrl, keySource, Map.copyOf(more), deployments);
    }

    /** This account with a deployment name, or another hidden name, for a model of the catalogue. */
    public Account withModel(String deployment, String catalogueName) {
        Map<String, String> more = new LinkedHashMap<>(deployments);
        more.put(deployment, catalogueName);
        return new Account(id, vendor, baseUrl, keySource, headers, Map.copyOf(more));
    }

    private static String checkId(String id) {
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "expected a provider id of 1 to 64 letters, digits, '.', '_' or '-', but got \"" + id + "\"");
        }
        return id;
    }

    private static String checkUrl(String url, boolean plainHttp) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // Its message repeats the text, which may have a password in it.
            throw new IllegalArgumentException(
                    "expected a base URL such as https://api.example.com/v1, but got one with: " + e.getReason()
                            + " at index " + e.getIndex());
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        if (host.isEmpty() || !(https || http) || uri.getUserInfo() != null || uri.getQuery() != null) {
            throw new IllegalArgumentException(
                    "expected a base URL such as https://api.example.com/v1, without user or query, but got one of scheme "
                            + uri.getScheme() + " and host " + host);
        }
        boolean loopback = host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
        if (http && !loopback && !plainHttp) {
            throw new IllegalArgumentException("the base URL " + url
                    + " would send the key in the clear: use https, or allow plain http by its own setting");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** How the app names it. */
    public String id() {
        return id;
    }

    /** Whose API it speaks. */
    public String vendor() {
        return vendor;
    }

    /** Where it is, without a slash at the end. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Where its key is read. */
    public KeySource keySource() {
        return keySource;
    }

    /** Headers that each call carries. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The catalogue's name of what is sent as this. */
    public String catalogueName(String model) {
        return deployments.getOrDefault(model, model);
    }

    @Override
    public String toString() {
        return id + " (" + vendor + " at " + baseUrl + ")";
    }
}
