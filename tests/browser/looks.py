"""What a demanding user would not accept: what is too small to touch, wider than the screen, or squeezed."""

from tests.browser import site

TARGET = 44  # CSS pixels, the least a finger in haste needs
SMALL = """least => [...document.querySelectorAll('button, a, select, input, [role=button]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen') && one.tabIndex >= 0)
  .map((one) => [(/^(radio|checkbox)$/.test(one.type) && one.closest('label')) || one, one])
  .map(([box, one]) => [box.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 0 && (box.width < least || box.height < least))
  .map(([box, one]) => `${one.textContent.trim() || one.id} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
SIDEWAYS = """() => [...document.querySelectorAll('*')]
  .filter((one) => one.checkVisibility() && !one.closest('.unseen, .wide, svg, .camera'))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1 &&
    getComputedStyle(one).overflowX !== 'visible' && one.clientWidth > 0 && one.tagName !== 'INPUT')
  .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""

#: Words of their own in a box too narrow for two characters, so that they run down the screen.
SQUEEZED = """() => [...document.querySelectorAll('*')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen, svg'))
  .filter((one) => [...one.childNodes].some((own) => own.nodeType === 3 && own.data.trim().length > 3))
  .map((one) => [one.getBoundingClientRect(), parseFloat(getComputedStyle(one).fontSize), one])
  .filter(([box, size]) => box.width > 0 && box.width < 2 * size && box.height > 4 * size)
  .map(([box, , one]) => `${one.textContent.trim()} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def fits(page, picture, name):
    """Keep a picture of the page as it stands; nothing is wider than the screen, squeezed, or too small to touch."""
    picture(page, name)
    assert page.evaluate(SMALL, TARGET) == [], f"{name}: too small to touch"
    assert page.evaluate(SQUEEZED) == [], f"{name}: one character a line"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: wider than the screen"
    assert page.evaluate("document.querySelector('main').scrollWidth <= innerWidth"), f"{name}: wider than the screen"


def looked(page, picture, name, sizes=tuple(site.SIZES)):
    """The same in several sizes, one after another; the screen has its size again afterwards."""
    before = page.viewport_size
    for size in sizes:
        width, height = site.SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        fits(page, picture, f"{name}-{size}")
    page.set_viewport_size(before)
