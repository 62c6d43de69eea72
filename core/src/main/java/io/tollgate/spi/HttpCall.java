package io.tollgate.spi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP request, ready to send.
 *
 * @param method {@code POST} or {@code GET}
 * @param url complete
 * @param headers with the content type, and after {@link Provider#authorize} the credential
 * @param body its bytes, owned by this call: nobody may change them; empty for a GET
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record HttpCall(String method, String url, Headers headers, byte[] body) {
    private static final Headers JSON = Headers.of("Content-Type", "application/json");

    /** A POST of JSON. */
    public static HttpCall postJson(String url, byte[] body) {
        return new HttpCall("POST", url, JSON, body);
    }

    /** A GET. */
    public static HttpCall get(String url) {
        return new HttpCall("GET", url, Headers.NONE, new byte[0]);
    }

    /** A name as one segment of a URL's path: all but letters, digits, dots, {@code -}, {@code _} and {@code *} is escaped. */
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** This call with one more header. */
    public HttpCall withHeader(String name, String value) {
        return new HttpCall(method, url, headers.with(name, value), body);
    }

    /** This call with another body. */
    public HttpCall withBody(byte[] body) {
        return new HttpCall(method, url, headers, body);
    }

    /** The method, the URL without its query, and the size: nothing secret. */
    @Override
    public String toString() {
        int query = url.indexOf('?');
        return method + " " + (query < 0 ? url : url.substring(0, query)) + " (" + body.length + " bytes)";
    }
}
