/*
 * newlib-port/libgloss/xinim/math/complex_of.h - complex functions, for one kind of number.
 *
 * complex.c and complexl.c include this, having said what REAL is, and COMPLEX, MAKE (one
 * of two parts), F(name) (a function's name for that kind), LARGE (the least number whose
 * exp has no room), HUGE_EXP (a number less than twice that below LARGE), and FAR (what is
 * so large that 1 beside its square is nothing).
 *
 * ISO C11 7.3, with the values of annex G.6; W. Kahan, Branch cuts for complex elementary
 * functions. What can be had of another function by turning the plane is had so: sin of
 * sinh, asinh of asin.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>

#define RE(z) F(creal)(z)
#define IM(z) F(cimag)(z)

/* Parts exchanged; turned by a right angle, and back. */
static COMPLEX swap(COMPLEX z)
{
	return MAKE(IM(z), RE(z));
}

static COMPLEX turn(COMPLEX z)
{
	return MAKE(-IM(z), RE(z));
}

static COMPLEX turn_back(COMPLEX z)
{
	return MAKE(IM(z), -RE(z));
}

COMPLEX F(csqrt)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z), scale = 1, t;

	if (x == 0 && y == 0)
		return MAKE(0, y);
	if (isinf(y))
		return MAKE(INFINITY, y);
	if (isinf(x)) {
		REAL other = isnan(y) ? y : 0;

		return x > 0 ? MAKE(x, F(copysign)(other, y))
			     : MAKE(F(fabs)(other), F(copysign)(x, y));
	}
	if (isnan(x) || isnan(y))
		return MAKE(x + y, x + y);
	/* Squares need room, and bits below. */
	if (F(fabs)(x) > 0x1p1000 || F(fabs)(y) > 0x1p1000) {
		scale = 0x1p300;
		x *= 0x1p-600;
		y *= 0x1p-600;
	} else if (F(fabs)(x) < 0x1p-900 && F(fabs)(y) < 0x1p-900) {
		scale = 0x1p-300;
		x *= 0x1p600;
		y *= 0x1p600;
	}
	t = F(sqrt)((F(fabs)(x) + F(hypot)(x, y)) / 2);
	if (x >= 0)
		return MAKE(scale * t, scale * (y / (2 * t)));
	return MAKE(scale * (F(fabs)(y) / (2 * t)), scale * F(copysign)(t, y));
}

/* exp(x) * (a, b), half of it if HALF, where exp(x) alone may have no room. */
static COMPLEX expand(REAL x, bool half, REAL a, REAL b)
{
	REAL e;

	if (half)
		a /= 2, b /= 2;
	if (x >= LARGE) {
		e = F(exp)(HUGE_EXP);
		a *= e;
		b *= e;
		x -= HUGE_EXP;
	}
	e = F(exp)(x);
	return MAKE(a == 0 ? a : a * e, b == 0 ? b : b * e);
}

COMPLEX F(cexp)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);

	if (y == 0)
		return MAKE(F(exp)(x), y);
	if (!isfinite(y)) {
		if (x == -INFINITY)
			return MAKE(0, F(copysign)(0, y));
		return MAKE(x == INFINITY ? x : y - y, y - y);
	}
	if (isnan(x))
		return MAKE(x, x);
	if (x > 3 * LARGE)
		x = INFINITY;
	return expand(x, false, F(cos)(y), F(sin)(y));
}

/* log(x * x + y * y) / 2 where that is near 1: what it is above 1, exactly, and log1p. */
static REAL log_near_1(REAL x, REAL y)
{
	REAL xx = x * x, yy = y * y, high = xx - 1, sum = high + yy, part = sum - high;
	REAL low = (high - (sum - part)) + (yy - part);

	low += F(fma)(x, x, -xx) + F(fma)(y, y, -yy);
	return F(log1p)(sum + low) / 2;
}

COMPLEX F(clog)(COMPLEX z)
{
	REAL x = F(fabs)(RE(z)), y = F(fabs)(IM(z)), angle = F(carg)(z), most, least;

	if (isinf(x) || isinf(y))
		return MAKE(INFINITY, angle);
	if (isnan(x) || isnan(y))
		return MAKE(x + y, x + y);
	most = x > y ? x : y;
	least = x > y ? y : x;
	if (most > 0.5 && most < 1.5 && least < 1.5)
		return MAKE(log_near_1(most, least), angle);
	if (most > 0x1p1000)
		return MAKE(F(log)(F(hypot)(x / 4, y / 4)) + 2 * F(log)(2), angle);
	if (most != 0 && most < 0x1p-900)
		return MAKE(F(log)(F(hypot)(x * 0x1p100, y * 0x1p100)) - 100 * F(log)(2),
			angle);
	return MAKE(F(log)(F(hypot)(x, y)), angle);
}

COMPLEX F(csinh)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);
	COMPLEX w;

	if (y == 0)
		return MAKE(F(sinh)(x), y);
	if (!isfinite(y))
		return MAKE(x == 0 || isinf(x) ? x : x + (y - y), y - y);
	if (x == 0)
		return MAKE(x * F(cos)(y), F(sin)(y));
	if (isnan(x))
		return MAKE(x, x);
	if (F(fabs)(x) < LARGE)
		return MAKE(F(sinh)(x) * F(cos)(y), F(cosh)(x) * F(sin)(y));
	w = expand(F(fabs)(x) > 3 * LARGE ? INFINITY : F(fabs)(x), true, F(cos)(y),
		F(sin)(y));
	return x > 0 ? w : MAKE(-RE(w), IM(w));
}

COMPLEX F(ccosh)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);
	COMPLEX w;

	if (y == 0)
		return MAKE(F(cosh)(x), F(copysign)(1, x) * y);
	if (!isfinite(y))
		return MAKE(isinf(x) ? INFINITY : y - y, x == 0 ? x : y - y);
	if (x == 0)
		return MAKE(F(cos)(y), x * F(sin)(y));
	if (isnan(x))
		return MAKE(x, x);
	if (F(fabs)(x) < LARGE)
		return MAKE(F(cosh)(x) * F(cos)(y), F(sinh)(x) * F(sin)(y));
	w = expand(F(fabs)(x) > 3 * LARGE ? INFINITY : F(fabs)(x), true, F(cos)(y),
		F(sin)(y));
	return x > 0 ? w : MAKE(RE(w), -IM(w));
}

COMPLEX F(ctanh)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z), t, beta, s, d;

	if (isinf(x))
		return MAKE(F(copysign)(1, x),
			F(copysign)(0, isfinite(y) ? F(sin)(2 * y) : y));
	if (y == 0)
		return MAKE(F(tanh)(x), y);
	if (!isfinite(y))
		return MAKE(x == 0 ? x : y - y, y - y);
	if (isnan(x))
		return MAKE(x, x);
	t = F(tan)(y);
	if (F(fabs)(x) > 50) /* tanh is 1 */
		return MAKE(F(copysign)(1, x),
			4 * F(sin)(y) * F(cos)(y) * F(exp)(-2 * F(fabs)(x)));
	beta = 1 + t * t;
	s = F(sinh)(x);
	d = 1 + beta * s * s;
	return MAKE(beta * F(sqrt)(1 + s * s) * s / d, t / d);
}

/* asin, acos and acosh of what is infinite, no number, or so far away that 1 is nothing. */
static bool far(COMPLEX z)
{
	return !(F(fabs)(RE(z)) < FAR && F(fabs)(IM(z)) < FAR);
}

/* log(2 |z|). */
static REAL log_twice(COMPLEX z)
{
	return RE(F(clog)(z)) + F(log)(2);
}

COMPLEX F(casin)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);
	COMPLEX s, t;

	if (isnan(x))
		return MAKE(x, isinf(y) ? y : x);
	if (isnan(y))
		return x == 0 ? z : isinf(x) ? MAKE(y, x) : MAKE(y, y);
	if (far(z))
		return MAKE(F(atan2)(x, F(fabs)(y)), F(copysign)(log_twice(z), y));
	s = F(csqrt)(MAKE(1 - x, -y));
	t = F(csqrt)(MAKE(1 + x, y));
	return MAKE(F(atan2)(x, RE(s) * RE(t) - IM(s) * IM(t)),
		F(copysign)(F(asinh)(RE(s) * IM(t) - IM(s) * RE(t)), y));
}

COMPLEX F(cacos)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);
	COMPLEX s, t;

	if (isnan(x))
		return MAKE(x, isinf(y) ? -y : x);
	if (isnan(y))
		return isinf(x) ? MAKE(y, x) : MAKE(x == 0 ? F(acos)(x) : y, y);
	if (far(z))
		return MAKE(F(atan2)(F(fabs)(y), x), F(copysign)(log_twice(z), -y));
	s = F(csqrt)(MAKE(1 - x, -y));
	t = F(csqrt)(MAKE(1 + x, y));
	return MAKE(2 * F(atan2)(RE(s), RE(t)),
		F(copysign)(F(asinh)(RE(t) * IM(s) - IM(t) * RE(s)), -y));
}

COMPLEX F(cacosh)(COMPLEX z)
{
	COMPLEX w = F(cacos)(z); /* its real part is not below 0: turned either way */

	if (isnan(RE(w)) && isnan(IM(w)))
		return w;
	if (isnan(RE(z)) || isnan(IM(z)))
		return MAKE(F(fabs)(IM(w)), RE(w));
	return MAKE(F(fabs)(IM(w)), F(copysign)(RE(w), IM(z)));
}

/* For x >= 0. */
static COMPLEX atanh_right(REAL x, REAL y)
{
	REAL angle;

	if (far(MAKE(x, y))) {
		REAL h = F(hypot)(
			x / 2, y / 2); /* x / |z|^2, where the square has no room */

		return MAKE(isinf(x) || isinf(y) ? 0 : x / h / h / 4,
			F(copysign)((REAL)M_PI_2, y));
	}
	if (x == 1 && F(fabs)(y) < 1 / FAR)
		return y == 0 ? MAKE(INFINITY, y)
			      : MAKE((F(log)(2) - F(log)(F(fabs)(y))) / 2,
					F(copysign)((REAL)M_PI_2, y) / 2);
	angle = F(atan2)(2 * y, (1 - x) * (1 + x) - y * y) / 2;
	return MAKE(F(log1p)(4 * x / ((1 - x) * (1 - x) + y * y)) / 4, angle);
}

COMPLEX F(catanh)(COMPLEX z)
{
	REAL x = RE(z), y = IM(z);
	COMPLEX w;

	if (isnan(x))
		return MAKE(isinf(y) ? F(copysign)(0, x) : x,
			isinf(y) ? F(copysign)((REAL)M_PI_2, y) : x);
	if (isnan(y))
		return MAKE(x == 0 || isinf(x) ? F(copysign)(0, x) : y, y);
	w = atanh_right(F(fabs)(x), y);
	return MAKE(F(copysign)(RE(w), x), IM(w));
}

COMPLEX F(csin)(COMPLEX z)
{
	return turn_back(F(csinh)(turn(z)));
}

COMPLEX F(ccos)(COMPLEX z)
{
	return F(ccosh)(turn(z));
}

COMPLEX F(ctan)(COMPLEX z)
{
	return turn_back(F(ctanh)(turn(z)));
}

COMPLEX F(casinh)(COMPLEX z)
{
	return swap(F(casin)(swap(z)));
}

COMPLEX F(catan)(COMPLEX z)
{
	return swap(F(catanh)(swap(z)));
}
