/** A real browser, headless, driven over the DevTools protocol: only what the dashboard's tests need. */
@NullMarked
package peaceofmind.acceptance.browser;

import org.jspecify.annotations.NullMarked;
