/** What a stage has measured, as JSON and as the page made from it. */
@NullMarked
package io.sensorplatform.bench.result;

import org.jspecify.annotations.NullMarked;
