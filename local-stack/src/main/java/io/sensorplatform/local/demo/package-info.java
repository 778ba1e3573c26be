/**
 * {@code ./platform demo}: a fleet of devices replays a year and four years of real weather through
 * the public API, then everything is counted where it should have arrived. Start reading at {@link
 * io.sensorplatform.local.demo.Demo}.
 */
@NullMarked
package io.sensorplatform.local.demo;

import org.jspecify.annotations.NullMarked;
