package io.tollgate.chat;

/**
 * What a vendor wants back, unread and unchanged, with a part that it sent: a signature of its thoughts, or their
 * encrypted form. Another vendor never sees it.
 *
 * @param vendor who sent it
 * @param value opaque
 */
public record Signature(String vendor, String value) {
    /** Takes one without a value as none, whoever sent it. */
    public Signature {
        vendor = value.isEmpty() ? "" : vendor;
    }

    /** No signature. */
    public static final Signature NONE = new Signature("", "");

    /** Whether there is one at all. */
    public boolean isPresent() {
        return !value.isEmpty();
    }

    /** Whether there is one that this vendor made. */
    public boolean isFrom(String vendor) {
        return isPresent() && this.vendor.equals(vendor);
    }

    /** Without the value, which may be long. */
    @Override
    public String toString() {
        return isPresent() ? "Signature[" + vendor + ", " + value.length() + " characters]" : "Signature[none]";
    }
}
