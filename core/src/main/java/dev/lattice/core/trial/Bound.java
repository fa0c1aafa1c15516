package dev.lattice.core.trial;

/** Which bound on log p(x) a number is, or is a term of. */
public enum Bound {
    /** None: nothing was sampled, as in an error of pixels or a KL divergence in closed form. */
    NONE,
    /** The evidence lower bound: Kingma and Welling, arXiv:1312.6114, Eq. 2; the mean over its samples of z. */
    ELBO,
    /** The importance-weighted bound of K samples: Burda, Grosse and Salakhutdinov, arXiv:1509.00519, Eq. 8. */
    IMPORTANCE
}
