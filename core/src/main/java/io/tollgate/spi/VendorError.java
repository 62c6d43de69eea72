package io.tollgate.spi;

/**
 * An error in a vendor's words, as a codec read them from whatever shape they came in.
 *
 * @param status the HTTP status, or inside a 2xx the status that the body names
 * @param code the most exact word for it; empty if none
 * @param type the general word for it; empty if none
 * @param message what it says; empty if nothing
 */
public record VendorError(int status, String code, String type, String message) {
    /** The word that says most; a code that only repeats a status says less than a type. */
    public String word() {
        return code.isEmpty() || (code.matches("[45]\\d\\d") && !type.isEmpty()) ? type : code;
    }
}
