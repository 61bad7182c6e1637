"""The operators a model may be made of: arithmetic on the measures and the trained models of ONNX-ML.

Left out on purpose: control flow and functions (a loop need not end), what makes large tensors of small ones
(Expand, Tile, ConstantOfShape, Resize, Range), chance, text, and everything of other domains.
"""

_STANDARD = """
Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Celu Ceil Clip Concat Constant Conv Div Dropout Elu
Equal Erf Exp Flatten Floor Gather GatherElements Gelu Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual
HardSigmoid HardSwish Identity InstanceNormalization LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax
LpNormalization MatMul Max MaxPool Mean Min Mish Mul Neg Not Or PRelu Pow Reciprocal ReduceL1 ReduceL2
ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Round
Selu Shape Sigmoid Sign Slice Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Tanh TopK Transpose Unsqueeze
Where Xor
"""
"""Of the domain `ai.onnx`."""

_LEARNED = """
ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer
OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsembleClassifier TreeEnsembleRegressor ZipMap
"""
"""Of the domain `ai.onnx.ml`."""

ALLOWED = {
    "": frozenset(_STANDARD.split()),
    "ai.onnx": frozenset(_STANDARD.split()),
    "ai.onnx.ml": frozenset(_LEARNED.split()),
}
"""Names of operators by domain; the first is the short form of the second."""
