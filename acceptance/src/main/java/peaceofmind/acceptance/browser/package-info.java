/** A real browser, headless, driven by the DevTools protocol: the least that the dashboard's tests need. */
@NullMarked
package peaceofmind.acceptance.browser;

import org.jspecify.annotations.NullMarked;
