package io.tollgate.examples.quickstart;

import java.util.List;

/**
 * The first run. With a vendor's key in the environment it asks that vendor, or the cheapest of several, the question on
 * the command line; without one it starts fake vendors on this machine and shows what Tollgate does when they fail.
 */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) throws Exception {
        String question = args.length == 0 ? "Why is the sky blue?" : String.join(" ", args);
        List<RealVendors.Vendor> vendors = RealVendors.inEnvironment();
        if (vendors.isEmpty()) {
            System.out.println("No vendor key in the environment (" + RealVendors.VARIABLES
                    + "): running against fake vendors on this machine.");
            new Tour(question).run();
        } else {
            RealVendors.ask(vendors, question);
        }
    }
}
