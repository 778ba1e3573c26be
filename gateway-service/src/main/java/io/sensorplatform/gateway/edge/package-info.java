/** The public port: the only package that knows Vert.x. */
@NullMarked
package io.sensorplatform.gateway.edge;

import org.jspecify.annotations.NullMarked;
