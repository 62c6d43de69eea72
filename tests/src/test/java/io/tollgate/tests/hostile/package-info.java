/** What a broken or malicious vendor, network or plug-in can do, against every codec. */
@NullMarked
package io.tollgate.tests.hostile;

import org.jspecify.annotations.NullMarked;
